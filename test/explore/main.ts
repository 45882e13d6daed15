import { availableParallelism } from 'node:os';
import { Command, InvalidArgumentError } from 'commander';
import { type StrategyName, strategyNames } from '../../src/contracts/strategy-names.ts';
import type { Explored } from './explore.ts';
import { runJob, runJobs } from './jobs.ts';
import type { Mutation } from './mutation.ts';
import { mutations } from './mutations.ts';
import { explorationOf, type Part, partsOf, partsOfStrategy, partWith } from './plan.ts';
import { type Trouble, troubleKinds, troubles } from './troubles.ts';

interface Options {
  readonly json?: boolean;
  readonly maxStates: number;
  readonly without?: Mutation;
  readonly troubles?: readonly Trouble[];
  readonly strategy?: StrategyName;
}
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

const mutationNamed = (name: string): Mutation => {
  const found = mutations.find((mutation) => mutation.name === name);
  if (found === undefined)
    throw new InvalidArgumentError(`write one of ${mutations.map((mutation) => mutation.name).join(', ')}`);
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

const partsAsked = ({ without, troubles: kinds, maxStates, strategy }: Options): readonly Part[] => {
  if (without !== undefined)
    return [{ name: `without ${without.name}`, exploration: explorationOf(without, maxStates) }];
  if (kinds !== undefined) return [partWith(kinds, maxStates, strategy)];
  return strategy === undefined ? partsOf(maxStates) : partsOfStrategy(strategy, maxStates);
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

const runPart = async ({ name, exploration }: Part, patches: Mutation['patches']): Promise<Result> => ({
  name,
  explored: await runJob({ exploration, patches, wantsProgress: true }, progressOf(name)),
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
users; the load balancer controller writes within 60 s what it has read of an Ingress.`;

const run = async (options: Options): Promise<void> => {
  const began = performance.now();
  const { without, json } = options;
  if (!json) print(`${introduction(options)}\n`);
  const parts = partsAsked(options);
  const tasks = parts.map((part) => () => runPart(part, without?.patches ?? []));
  const results = await runJobs(tasks, Math.min(2, availableParallelism()));
  report(results, options, (performance.now() - began) / 1000);
  if (without?.needless !== undefined && !json) print(`Expected: ${without.needless}.`);
  if (results.some(({ explored }) => explored.violation !== null)) process.exitCode = 1;
};

await new Command('explore')
  .description('Visits every interleaving of two releases, running the real functions by the real state machine.')
  .option('--json', 'print one JSON object')
  .option('--max-states <n>', 'cut each part at so many states', wholeNumber, 8_000_000)
  .option('--without <rule>', 'take a rule of the protocol away and tell what happens', mutationNamed)
  .option('--troubles <kinds>', 'explore all of these together, each at most once, instead', troublesIn)
  .option('--strategy <name>', 'explore this strategy only, with a larger bound', strategyNamed)
  .addHelpText(
    'after',
    `\n${boundInWords}\n\nRules:\n${mutations.map(({ name, rule }) => `  ${name.padEnd(18)} ${rule}`).join('\n')}`,
  )
  .action(run)
  .parseAsync();
