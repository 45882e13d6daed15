import type { Ending, Expectation } from '../../src/contracts/rehearsal/expectation.ts';
import type { ExecutionFacts } from './sighting.ts';
import type { Color } from './world/balancer.ts';

/** One push or start of a story, or one that waited for its turn: what may become a release. Times are emulated epoch milliseconds unless named real. */
export interface Attempt {
  readonly startedBy: 'push' | 'start' | 'queue' | 'migrate';
  readonly service: string;
  /** Of a flag release `flag.<key>`, as the request says it; of a migration by itself `migration.<mode>`. */
  readonly tag: string;
  readonly begunAt: number;
  readonly begunRealMs: number;
  /** Where all users were when it began, and on which version. */
  readonly stable: Color;
  readonly stableTag: string;
  expectation?: Expectation;
  /** ARN of the first execution that belongs to it. */
  execution?: string;
  result?: AttemptResult;
}

export interface AttemptResult {
  readonly ending: Ending;
  readonly because: string;
  readonly at: number;
  readonly realMs: number;
}

/** A push whose image no function has asked a release for after so long was ignored. */
const ignoredAfterMs = 120_000;

/** The key of the flag that an attempt raises; undefined for those that deploy a version. */
export function flagOf({ tag }: Pick<Attempt, 'tag'>): string | undefined {
  return tag.startsWith(flagPrefix) ? tag.slice(flagPrefix.length) : undefined;
}
export const flagPrefix = 'flag.';

/** What a migration that was started by itself is called among the attempts. */
export const migrationTag = (mode: unknown): string => `migration.${mode === undefined ? 'expand' : String(mode)}`;

/** The version that users are on once an attempt is over. */
export function versionAfter(attempt: Attempt, { ending }: AttemptResult): string {
  return ending === 'released' && flagOf(attempt) === undefined ? attempt.tag : attempt.stableTag;
}

/** The execution that an attempt started: for a push, the first of its service and tag that no other attempt has. */
export function executionOf(
  attempt: Attempt,
  executions: readonly ExecutionFacts[],
  all: readonly Attempt[],
): ExecutionFacts | undefined {
  if (attempt.execution !== undefined) return executions.find(({ arn }) => arn === attempt.execution);
  const taken = new Set(all.map((other) => other.execution));
  return executions.find(
    ({ machine, arn, input, startedAt }) =>
      machine === 'release' &&
      !taken.has(arn) &&
      input['service'] === attempt.service &&
      input['tag'] === attempt.tag &&
      startedAt >= attempt.begunAt - 1_000,
  );
}

/** What becomes of a request that waits: its own execution, or another one's that came in its place. */
export function turnOf(
  waiting: Attempt,
  executions: readonly ExecutionFacts[],
  all: readonly Attempt[],
): ExecutionFacts | undefined {
  const { service, result } = waiting;
  const taken = new Set(all.map((other) => other.execution));
  return executions.find(
    ({ machine, arn, name, input, startedAt }) =>
      machine === 'release' &&
      !taken.has(arn) &&
      input['service'] === service &&
      name.includes('-after-') &&
      startedAt >= (result?.at ?? Infinity) - 1_000,
  );
}

/** How an attempt ended; undefined as long as it may still go either way. */
export function resultOf(
  attempt: Attempt,
  executions: readonly ExecutionFacts[],
  nowMs: number,
): AttemptResult | undefined {
  const realMs = Date.now();
  const first = executions.find(({ arn }) => arn === attempt.execution);
  if (first === undefined) {
    if (attempt.startedBy !== 'push' || nowMs - attempt.begunAt < ignoredAfterMs) return undefined;
    return { ending: 'ignored', because: 'the push started nothing', at: nowMs, realMs };
  }
  const last = recoveryOf(first, executions);
  const ending = endingOf(last);
  if (ending === undefined || last.end === undefined) return undefined;
  return { ending, because: last.end.because, at: last.end.at, realMs };
}

/** The last of the executions that took over from one that died; itself when none did. */
function recoveryOf(execution: ExecutionFacts, executions: readonly ExecutionFacts[]): ExecutionFacts {
  if (execution.end === undefined || endingOf(execution) !== undefined) return execution;
  const { end } = execution;
  const next = executions.find(
    (other) => other.input['recover'] !== undefined && isOfSame(execution, other) && other.startedAt >= end.at - 1_000,
  );
  return next === undefined || next === execution ? execution : recoveryOf(next, executions);
}

/** A rehearsal migrates one database, so that a recovery of a migration can only be that of the one that died. */
function isOfSame(execution: ExecutionFacts, other: ExecutionFacts): boolean {
  if (execution.machine !== other.machine) return false;
  return execution.machine === 'migration' || serviceOf(execution) === serviceOf(other);
}

function serviceOf({ input }: ExecutionFacts): unknown {
  const recover = input['recover'] as { readonly service?: string } | undefined;
  return recover?.service ?? input['service'];
}

/** How an execution's end reads in a story. `NotAdmitted` (the way in was broken) refuses as well: nothing was begun. */
export function endingOf({ machine, end }: ExecutionFacts): Ending | undefined {
  if (end?.status !== 'SUCCEEDED') return endings[end?.error ?? ''];
  if (machine === 'migration') return end.idle === true ? 'nothing-to-migrate' : 'migrated';
  if (end.queued === true) return 'queued';
  return end.withdrawn === true ? 'withdrawn' : 'released';
}

const endings: Readonly<Record<string, Ending>> = {
  RolledBack: 'rolled-back',
  Refused: 'refused',
  NotAdmitted: 'refused',
  Quarantined: 'quarantined',
  MigrationRefused: 'refused',
  MigrationAborted: 'aborted',
  MigrationFailed: 'failed',
};
