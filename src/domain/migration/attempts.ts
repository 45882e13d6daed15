/** A Job is tried once. What may pass is tried again in a Job of its own, after a pause. */
import type { StageRun } from '../../contracts/migration/record.ts';
import type { MigratorResult, Stage } from '../../contracts/migration/result.ts';
import type { JobSight } from '../../ports/migrator-jobs.ts';
import { secondsAfter, secondsBetween } from '../instants.ts';

/** So often a stage is tried before its last sentence ends the migration. */
export const mostAttempts = 5;

const pausesSeconds = [10, 30, 60, 120] as const;

/** The pause before the attempt after this one. */
export const pauseAfterSeconds = (attempt: number): number => pausesSeconds[attempt - 1] ?? 120;

/** The first attempt begins at once. `now` is ISO 8601. */
export const firstRun = (stage: Stage, now: string): StageRun => ({ stage, attempt: 1, since: now });

/** The next attempt, which begins after the pause. */
export const nextRun = ({ stage, attempt }: StageRun, pauseSeconds: number, now: string): StageRun => ({
  stage,
  attempt: attempt + 1,
  since: secondsAfter(now, pauseSeconds),
});

export type Answered = Exclude<MigratorResult, { outcome: 'failed' }>;

/** What a look at a Job that ended leads to. */
export type Ending =
  | { readonly kind: 'answered'; readonly result: Answered }
  | { readonly kind: 'again'; readonly because: string; readonly pauseSeconds: number }
  | { readonly kind: 'fail'; readonly because: string };

const attemptText = ({ stage, attempt }: StageRun): string => `attempt ${attempt} of ${stage}`;

/** A Job that was killed, or says that it may be tried again, is. */
export const endingOf = (run: StageRun, { result, because }: Extract<JobSight, { state: 'ended' }>): Ending => {
  if (result !== null && result.outcome !== 'failed') return { kind: 'answered', result };
  const why = `${attemptText(run)} failed: ${result?.because ?? because}`;
  if (result?.again === false) return { kind: 'fail', because: why };
  if (run.attempt >= mostAttempts) return { kind: 'fail', because: `${why}; it was tried ${run.attempt} times` };
  return { kind: 'again', because: why, pauseSeconds: pauseAfterSeconds(run.attempt) };
};

/** An image may be pulled late, a node may have to come first; then it is no use to wait. */
const startsWithinSeconds = 600;

/** Why a Job that does not start will never do, or null. */
export const whyNeverStarts = (run: StageRun, stuck: string | null, now: string): string | null =>
  secondsBetween(run.since, now) < startsWithinSeconds
    ? null
    : `${attemptText(run)} has not started within ${startsWithinSeconds / 60} min: ${stuck ?? 'its pod finds no place'}`;
