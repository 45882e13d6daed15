import type { MigrationRecord, MigrationRef, StageRun } from '../contracts/migration/record.ts';
import type { MigratorResult, Stage } from '../contracts/migration/result.ts';
import type { MigrationTurn, MigrationVerdict } from '../contracts/migration/turns.ts';
import { isCode, TidegateError } from '../domain/errors.ts';
import { secondsBetween } from '../domain/instants.ts';
import {
  type Answered,
  type Ending,
  endingOf,
  firstRun,
  nextRun,
  whyNeverStarts,
} from '../domain/migration/attempts.ts';
import { nextJobLookSeconds } from '../domain/migration/looks.ts';
import { runningSentence } from '../domain/migration/progress.ts';
import { limitSeconds } from '../domain/migration/steps.ts';
import { sameValue } from '../domain/same-value.ts';
import { tellSpan } from '../domain/telling.ts';
import type { MigrationLedger } from '../ports/migration-ledger.ts';
import type { JobSight, MigratorJob, MigratorJobs } from '../ports/migrator-jobs.ts';
import { demandMigration, type MigrationLedgers } from './fenced.ts';

export interface StagePorts extends MigrationLedgers {
  readonly migrations: MigrationLedger;
  readonly jobs: MigratorJobs;
}

/** What is known of a stage now: its answer, that its Job runs, or what to do without one. */
export type StageLook =
  | { readonly kind: 'answered'; readonly record: MigrationRecord; readonly result: Answered }
  | { readonly kind: 'running'; readonly job: MigratorJob; readonly verdict: MigrationVerdict }
  | { readonly kind: 'without'; readonly verdict: MigrationVerdict };

/** When an answer is of no use because what it says may pass: why, and how long to wait for another one. */
export type Reconsider = (
  result: Answered,
  record: MigrationRecord,
) => { readonly because: string; readonly pauseSeconds: number } | null;

interface Scene {
  readonly turn: MigrationTurn;
  readonly record: MigrationRecord;
  readonly run: StageRun;
  readonly ports: StagePorts;
}

const jobOf = ({ turn, record, run }: Scene): MigratorJob => ({
  ...{ ref: turn.migration, migration: record.migration },
  ...{ stage: run.stage, attempt: run.attempt },
});

const without = (verdict: MigrationVerdict): StageLook => ({ kind: 'without', verdict });
const fail = (because: string): StageLook => without({ kind: 'fail', because });

/** A write that the ledger did not take: the migration was ended meanwhile. */
const demandStored = async (stored: MigrationRecord | undefined, ref: MigrationRef, ports: StagePorts) => {
  if (stored !== undefined) return stored;
  await demandMigration(ports, ref);
  throw new TidegateError('NotConverged', `migration ${ref.epoch} of ${ref.database} changed at this moment`);
};

const elapsedIn = ({ startedAt, now }: MigrationTurn): number => secondsBetween(startedAt, now);

const holdFor = ({ turn, record, run }: Scene, because: string): MigrationVerdict => ({
  kind: 'hold',
  because,
  lookAgainSeconds: nextJobLookSeconds(elapsedIn(turn), limitSeconds(run.stage, record.migration.terms)),
});

/** Who was ended while the Job was created takes it away again. */
const removeUnlessOurs = async ({ turn, record, ports }: Scene): Promise<void> => {
  try {
    await demandMigration(ports, turn.migration);
  } catch (error) {
    if (isCode(error, 'MigrationAborted') || isCode(error, 'StaleMigration'))
      await ports.jobs.remove(turn.migration, record.migration, turn.now);
    throw error;
  }
};

const start = async (scene: Scene): Promise<StageLook> => {
  const { run, ports } = scene;
  try {
    await ports.jobs.start(jobOf(scene));
  } catch (error) {
    if (isCode(error, 'CandidateRejected') && error instanceof Error) return fail(error.message);
    throw error;
  }
  await removeUnlessOurs(scene);
  return without(holdFor(scene, `${run.stage} begins`));
};

const startOnceDue = async (scene: Scene): Promise<StageLook> => {
  const { turn, run } = scene;
  const pauseSeconds = secondsBetween(turn.now, run.since);
  if (pauseSeconds === 0) return start(scene);
  const because = `attempt ${run.attempt} of ${run.stage} begins in ${pauseSeconds} s`;
  return without({ kind: 'hold', because, lookAgainSeconds: pauseSeconds });
};

const tryAgain = async (scene: Scene, because: string, pauseSeconds: number): Promise<StageLook> => {
  const { turn, run, ports } = scene;
  const next = nextRun(run, pauseSeconds, turn.now);
  await demandStored(await ports.migrations.run(turn.migration, next), turn.migration, ports);
  const told = `${because}; it is tried again in ${pauseSeconds} s`;
  return without({ kind: 'hold', because: told, lookAgainSeconds: pauseSeconds });
};

const answer = async (scene: Scene, result: Answered, reconsider: Reconsider): Promise<StageLook> => {
  const { turn, record, ports } = scene;
  const passing = reconsider(result, record);
  if (passing !== null) return tryAgain(scene, passing.because, passing.pauseSeconds);
  const stored = await ports.migrations.keep(turn.migration, result);
  return { kind: 'answered', record: await demandStored(stored, turn.migration, ports), result };
};

const afterEnd = (scene: Scene, ending: Ending, reconsider: Reconsider): Promise<StageLook> | StageLook => {
  if (ending.kind === 'answered') return answer(scene, ending.result, reconsider);
  return ending.kind === 'fail' ? fail(ending.because) : tryAgain(scene, ending.because, ending.pauseSeconds);
};

const whyTooLong = ({ turn, record, run }: Scene): string | null => {
  const limit = limitSeconds(run.stage, record.migration.terms);
  return elapsedIn(turn) < limit ? null : `${run.stage} was not done within ${tellSpan(limit)}`;
};

const running = async (scene: Scene, { progress }: Extract<JobSight, { state: 'running' }>): Promise<StageLook> => {
  const { turn, record, run, ports } = scene;
  if (progress !== null && !sameValue(progress, record.progress)) {
    const stored = await ports.migrations.progress(turn.migration, progress, turn.now);
    await demandStored(stored, turn.migration, ports);
  }
  return { kind: 'running', job: jobOf(scene), verdict: holdFor(scene, runningSentence(run, progress)) };
};

const starting = (scene: Scene, stuck: string | null): StageLook => {
  const { run, turn } = scene;
  const never = whyNeverStarts(run, stuck, turn.now);
  if (never !== null) return fail(never);
  return without(holdFor(scene, stuck === null ? `${run.stage} starts` : `${run.stage} can't start yet: ${stuck}`));
};

const lookAtJob = async (scene: Scene, reconsider: Reconsider): Promise<StageLook> => {
  const { run, ports } = scene;
  const sight = await ports.jobs.look(jobOf(scene), scene.turn.now);
  if (sight.state === 'ended') return afterEnd(scene, endingOf(run, sight), reconsider);
  const late = whyTooLong(scene);
  if (late !== null) return fail(late);
  if (sight.state === 'absent') return startOnceDue(scene);
  return sight.state === 'running' ? running(scene, sight) : starting(scene, sight.stuck);
};

const isAnswered = (result: MigratorResult | undefined): result is Answered =>
  result !== undefined && result.outcome !== 'failed';

/**
 * One look at a stage: its kept answer, or its Job, which is started when there is none. Whatever is repeated or comes late finds
 * the Job of this epoch and attempt, or the migration ended.
 */
export const runStage = async (
  turn: MigrationTurn,
  stage: Stage,
  ports: StagePorts,
  reconsider: Reconsider = () => null,
): Promise<StageLook> => {
  const record = await demandMigration(ports, turn.migration);
  const result = record.results?.[stage];
  if (isAnswered(result)) return { kind: 'answered', record, result };
  if (record.run?.stage === stage) return lookAtJob({ turn, record, run: record.run, ports }, reconsider);
  const run = firstRun(stage, turn.now);
  const stored = await demandStored(await ports.migrations.run(turn.migration, run), turn.migration, ports);
  return start({ turn, record: stored, run, ports });
};
