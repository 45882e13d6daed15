import type { MigrationRecord } from '../../../src/contracts/migration/record.ts';
import { bitOf, pushedBit, type Trouble } from '../troubles.ts';
import { executionByHand, executionOfRelease } from './facts.ts';
import { goodOutcomes, isAlive, type Job, jobsOf, type MigrationWorld, nameOf } from './world.ts';

/** More than the troubles of any bound can make necessary. */
const manyRecoveries = 5;

const isOver = ({ record, past }: MigrationWorld, epoch: number): boolean =>
  record !== null && (record.epoch > epoch || (record.epoch === epoch && record.status === 'free')) && epoch in past;

/** An execution of what was executed before finds it done: its history is in the database. */
const changesDatabase = (world: MigrationWorld, { stage, epoch }: Job): boolean => {
  if (stage === 'clean') return world.trustsDatabase !== true || !isOver(world, epoch);
  return stage === 'execute' && !world.executed.includes(epoch);
};

const jobsAtOdds = (world: MigrationWorld): string | null => {
  const alive = Object.values(world.jobs).filter(isAlive);
  const [one, other] = alive.filter((job) => changesDatabase(world, job));
  if (one !== undefined && other !== undefined)
    return `two Jobs change the database at once: ${nameOf(one)} and ${nameOf(other)}`;
  const left = alive.find((job) => changesDatabase(world, job) && isOver(world, job.epoch));
  return left === undefined ? null : `migration ${left.epoch} has freed the database, but ${nameOf(left)} is there`;
};

/** Answers carry in `by` which migration the person was asked by. */
export const personAskedBy = (epoch: number): string => `a person, asked by migration ${epoch}`;

const answersAtOdds = ({ epoch, answers = [], conclusion }: MigrationRecord): string | null => {
  const foreign = answers.find(({ by }) => by !== personAskedBy(epoch));
  if (foreign !== undefined) return `what ${foreign.by} said counts for migration ${epoch}`;
  const isRefused = conclusion?.outcome === 'migrated' && answers.some(({ said }) => said === 'no');
  return isRefused ? `migration ${epoch} was run although a person said no` : null;
};

const endsAtOdds = ({ record, past, executions }: MigrationWorld): string | null => {
  if (record?.status === 'free' && record.conclusion?.outcome !== past[record.epoch]?.outcome)
    return `migration ${record.epoch} ended ${record.conclusion?.outcome}, but its history says ${past[record.epoch]?.outcome}`;
  const ended = Object.entries(executions).filter(([, status]) => status === 'SUCCEEDED');
  for (const [name] of ended) {
    const own = Object.values(past).filter(({ holder }) => holder === name);
    if (name.startsWith('recover-') || own.some(({ outcome }) => goodOutcomes.includes(outcome))) continue;
    return `${name} succeeded, though its migration ended ${own.at(-1)?.outcome ?? 'nowhere'}`;
  }
  return null;
};

/** What is wrong in any state, whatever happens next. */
export const whatIsWrongNow = (world: MigrationWorld): string | null => {
  const { record, executions, triggers } = world;
  const wrong = jobsAtOdds(world) ?? (record === null ? null : answersAtOdds(record)) ?? endsAtOdds(world);
  if (wrong !== null) return wrong;
  if (record?.status === 'free' && triggers === true)
    return 'the database is free, but triggers of a copy are left in it';
  const recoveries = Object.keys(executions).filter((name) => name.startsWith('recover-'));
  return recoveries.length > manyRecoveries
    ? 'recoveries are started again and again: nothing ends the migration'
    : null;
};

/** What is wrong when nothing more can happen by itself. */
export const whatIsWrongWhenQuiet = (world: MigrationWorld): string | null => {
  const { record, jobs, past, executions } = world;
  if (record !== null && record.status !== 'free')
    return `nothing runs any more, but migration ${record.epoch} is ${record.status}: the database is never freed`;
  const alive = Object.values(jobs).find(isAlive);
  if (alive !== undefined) return `everything is over, but ${nameOf(alive)} is there`;
  for (let epoch = 1; epoch <= (record?.epoch ?? 0); epoch += 1)
    if (past[epoch] === undefined) return `nobody wrote down how migration ${epoch} ended`;
  const waiting = Object.entries(executions).find(([, status]) => status === 'RUNNING');
  return waiting === undefined ? null : `${waiting[0]} waits for ever`;
};

const patientlyBorne: readonly Trouble[] = [
  ...(['crash', 'lost', 'throttle', 'duplicate', 'reconcile', 'stray', 'push', 'kill'] as const),
];

/** One trouble that a retry mends must not cost a migration. */
export const whatIsWrongWithPatience = ({ executions }: MigrationWorld, account: number): string | null => {
  const kinds = account & ~pushedBit;
  if (kinds !== 0 && !patientlyBorne.some((kind) => bitOf(kind) === kinds)) return null;
  const failed = [executionOfRelease, executionByHand].find((name) => executions[name] !== 'SUCCEEDED');
  return failed === undefined ? null : `${failed} did not succeed, for nothing that a retry could not mend`;
};

/** The stages after an execution. Whoever judges the execution itself may have asked before the abort. */
const afterExecution = ['VerifyMigration', 'RecordMigration'];

/** Rule 10: nothing goes on by an execution that began when its migration, or the release that waits, was over. */
export const whatIsWrongToAnswer = (
  world: MigrationWorld,
  { program, input }: { readonly program: string; readonly input: unknown },
  answer: unknown,
): string | null => {
  if (!afterExecution.includes(program) || (answer as { kind?: string } | null)?.kind !== 'advance') return null;
  const { migration } = input as { migration: { epoch: number } };
  const late = jobsOf(world, migration.epoch).find(({ stage, isLate }) => stage === 'execute' && isLate === true);
  return late === undefined ? null : `${program} goes on by ${nameOf(late)}, which was created after the abort`;
};
