import { availableParallelism } from 'node:os';
import { Command, InvalidArgumentError } from 'commander';
import { type StrategyName, strategyNames } from '../../src/contracts/strategy-names.ts';
import { type Job, runJob, runJobs } from './jobs.ts';
import type { MigrationMutation } from './migrations/mutation.ts';
import { explorationOf as migrationExplorationOf, migrationMutations } from './migrations/mutations.ts';
import { type MigrationPart, migrationParts, migrationTroubles } from './migrations/plan.ts';
import type { Mutation } from './mutation.ts';
import { mutations } from './mutations.ts';
import { explorationOf, partsOf, partsOfStrategy, partWith } from './plan.ts';
import { type Trouble, troubleKinds, troubles } from './troubles.ts';
import type { Explored } from './visit.ts';

interface Options {
  readonly json?: boolean;
  readonly maxStates: number;
  readonly without?: Rule;
  readonly migrations?: boolean;
  readonly troubles?: readonly Trouble[];
  readonly strategy?: StrategyName;
}
/** A rule of releases, or of migrations. */
type Rule = Mutation | MigrationMutation;

/** One exploration, of what, and its name. */
type Task = Pick<Job, 'exploration' | 'of'> & { readonly name: string };

interface Result {
  readonly name: string;
  readonly explored: Explored;
}

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const grouped = (count: number | bigint | string): string => BigInt(count).toLocaleString('en');

const wholeNumber = (text: string): number => {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('write a whole number');
  return Number(text);
};

const rules: readonly Rule[] = [...mutations, ...migrationMutations];

const mutationNamed = (name: string): Rule => {
  const found = rules.find((mutation) => mutation.name === name);
  if (found === undefined)
    throw new InvalidArgumentError(`write one of ${rules.map((mutation) => mutation.name).join(', ')}`);
  return found;
};

const troublesIn = (text: string): readonly Trouble[] =>
  text.split(',').map((name) => {
    const found = troubleKinds.find((kind) => kind === name);
    if (found === undefined)
      throw new InvalidArgumentError(`write some of ${troubleKinds.join(', ')}, with commas between`);
    return found;
  });

const strategyNamed = (text: string): StrategyName => {
  const found = strategyNames.find((name) => name === text);
  if (found === undefined) throw new InvalidArgumentError(`write one of ${strategyNames.join(', ')}`);
  return found;
};

const ofMigrations = (part: MigrationPart): Task => ({ ...part, of: 'migrations' });

const withoutRule = (rule: Rule, maxStates: number): Task => {
  const name = `without ${rule.name}`;
  const ofMigration = migrationMutations.find((mutation) => mutation === rule);
  if (ofMigration !== undefined)
    return ofMigrations({ name, exploration: migrationExplorationOf(ofMigration, maxStates) });
  return { name, exploration: explorationOf(rule, maxStates) };
};

const partsAsked = ({ without, troubles: kinds, maxStates, strategy, migrations }: Options): readonly Task[] => {
  if (without !== undefined) return [withoutRule(without, maxStates)];
  if (kinds !== undefined) return [partWith(kinds, maxStates, strategy)];
  const ofMigration = migrationParts(maxStates).map(ofMigrations);
  if (migrations === true) return ofMigration;
  return strategy === undefined ? [...partsOf(maxStates), ...ofMigration] : partsOfStrategy(strategy, maxStates);
};

const introduction = ({ without, troubles: kinds }: Options): string => {
  if (without !== undefined) return `Without rule ${without.rule}`;
  return kinds === undefined ? boundInWords : `Bound: each at most once of ${kinds.join(', ')}.`;
};

const progressOf = (name: string) => {
  let said = 0;
  return ({ states, transitions }: { states: number; transitions: number }) => {
    if (states - said < 500_000) return;
    said = states;
    process.stderr.write(`  ${name}: ${grouped(states)} states, ${grouped(transitions)} transitions\n`);
  };
};

const runPart = async ({ name, ...explored }: Task, patches: Rule['patches']): Promise<Result> => ({
  name,
  explored: await runJob({ ...explored, patches, wantsProgress: true }, progressOf(name)),
});

const described = ({ name, explored }: Result): string => {
  const { states, transitions, quiet, interleavings, isComplete, seconds, violation } = explored;
  const paths = interleavings === null ? 'not counted' : grouped(interleavings);
  const how = violation !== null ? 'VIOLATED' : isComplete ? 'complete' : 'cut by --max-states';
  return `${name}: ${how} · ${grouped(states)} states · ${grouped(transitions)} transitions · ${quiet} ends · ${paths} interleavings · ${seconds.toFixed(0)} s`;
};

const tellStory = ({ violation }: Explored): void => {
  if (violation === null) return;
  print(`\nVIOLATION: ${violation.rule}`);
  for (const [index, sentence] of violation.story.entries()) print(`${String(index + 1).padStart(4)}. ${sentence}`);
};

const summed = (results: readonly Result[], seconds: number) => ({
  states: results.reduce((sum, { explored }) => sum + explored.states, 0),
  transitions: results.reduce((sum, { explored }) => sum + explored.transitions, 0),
  interleavings: String(results.reduce((sum, { explored }) => sum + BigInt(explored.interleavings ?? 0), 0n)),
  isComplete: results.every(({ explored }) => explored.isComplete),
  violations: results.filter(({ explored }) => explored.violation !== null).length,
  seconds: Math.round(seconds),
});

const report = (results: readonly Result[], { json }: Options, seconds: number): void => {
  const sum = summed(results, seconds);
  if (json) {
    print(JSON.stringify({ ...sum, troubles, parts: results.map(({ name, explored }) => ({ name, ...explored })) }));
    return;
  }
  for (const result of results) print(described(result));
  for (const { explored } of results) tellStory(explored);
  print(
    `\n${grouped(sum.states)} states, ${grouped(sum.transitions)} transitions, ${grouped(sum.interleavings)} distinct interleavings in ${sum.seconds} s: ${sum.violations} violations.`,
  );
};

const boundInWords = `Two successive releases. Bound of blue-green: every interleaving with at most two of these troubles, each at
most once; of the other strategies: with any one of them, and with an alarm and a failure of the functions that are their own
(--strategy: with a failure and anything else):
${Object.entries(troubles)
  .map(([kind, words]) => `  ${kind.padEnd(10)} ${words}`)
  .join('\n')}
Assumed: a function ends within 60 s, so that it is over when a wait of 60 s or more ends, and when the next release moves its first
users; the load balancer controller writes within 60 s what it has read of an Ingress.

Two migrations of one database, a release's and another service's: pairs of these troubles, late functions and redrives with what ends a
migration early, and what people say with what fails:
  ${migrationTroubles.join(', ')}
Assumed: the clean-up itself is not late; with a redrive, that it may clean once more is left to the lock of the database itself.`;

const run = async (options: Options): Promise<void> => {
  const began = performance.now();
  const { without, json } = options;
  if (!json) print(`${introduction(options)}\n`);
  const parts = partsAsked(options);
  const tasks = parts.map((part) => () => runPart(part, without?.patches ?? []));
  const results = await runJobs(tasks, Math.min(2, availableParallelism()));
  report(results, options, (performance.now() - began) / 1000);
  if (without !== undefined && 'needless' in without && !json) print(`Expected: ${without.needless}.`);
  if (results.some(({ explored }) => explored.violation !== null)) process.exitCode = 1;
};

await new Command('explore')
  .description(
    'Visits every interleaving of two releases, and of two migrations, running the real functions by the real state machines.',
  )
  .option('--json', 'print one JSON object')
  .option('--max-states <n>', 'cut each part at so many states', wholeNumber, 8_000_000)
  .option('--without <rule>', 'take a rule of the protocol away and tell what happens', mutationNamed)
  .option('--troubles <kinds>', 'explore all of these together, each at most once, instead', troublesIn)
  .option('--migrations', 'explore only migrations of a database')
  .option('--strategy <name>', 'explore this strategy only, with a larger bound', strategyNamed)
  .addHelpText(
    'after',
    `\n${boundInWords}\n\nRules:\n${rules.map(({ name, rule }) => `  ${name.padEnd(18)} ${rule}`).join('\n')}`,
  )
  .action(run)
  .parseAsync();
