import type { ReleaseRecord, ReleaseRef, Status } from '../contracts/release.ts';
import { secondsBetween } from './instants.ts';

/** Who may do what next. Every effect asks before it writes and again after it wrote. */
export type Standing = 'go' | 'aborted' | 'stale';

const owned = (record: ReleaseRecord | undefined, release: ReleaseRef): record is ReleaseRecord =>
  record !== undefined && record.epoch === release.epoch;

const abortedStatuses: readonly Status[] = ['aborting', 'settling'];

/** No function of ours runs for longer: what a dead execution left running is over by then. */
export const longestFunctionSeconds = 60;

/**
 * Seconds until a release may move its first users. A function of the release before may have read the record just before the
 * lock changed hands; it is over before anything depends on what it could still write. `now` is ISO 8601.
 */
export const secondsToFirstUsers = ({ admittedAt }: ReleaseRecord, now: string): number =>
  Math.max(0, longestFunctionSeconds - secondsBetween(admittedAt, now));

/** May a forward effect be written? Only by the holder of the lock, and only while nobody has aborted it. */
export const standing = (record: ReleaseRecord | undefined, release: ReleaseRef): Standing => {
  if (!owned(record, release)) return 'stale';
  if (record.status === 'active') return 'go';
  return abortedStatuses.includes(record.status) ? 'aborted' : 'stale';
};

/** May an effect be undone? Only within one's own epoch, and only while the abort is not over. */
export const mayUndo = (record: ReleaseRecord | undefined, release: ReleaseRef): boolean =>
  owned(record, release) && abortedStatuses.includes(record.status);

/** Retirement: allowed before (`active`, then the point of no return is passed) and after (`retiring`, then it goes on). */
export const retirementStanding = (record: ReleaseRecord | undefined, release: ReleaseRef): Standing | 'retiring' =>
  owned(record, release) && record.status === 'retiring' ? 'retiring' : standing(record, release);

/** What a RollBack turn that could not abort found instead. */
export const unabortable = (
  record: ReleaseRecord | undefined,
  release: ReleaseRef,
): 'undone' | 'pastReturn' | 'stale' => {
  if (!owned(record, release)) return 'stale';
  if (record.status === 'settling') return 'undone';
  return record.status === 'retiring' ? 'pastReturn' : 'stale';
};

/** Does an execution that ended leave a release behind? `recovers` is the epoch in a recovery execution's input. */
export const leftBehind = (
  record: ReleaseRecord | undefined,
  execution: { readonly name: string; readonly recovers?: number },
): boolean => {
  if (record === undefined || record.status === 'free' || record.status === 'quarantined') return false;
  return execution.recovers === undefined ? record.holder === execution.name : record.epoch === execution.recovers;
};
