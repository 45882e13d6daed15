import type { Blame, ReleaseRecord, Status } from '../contracts/release.ts';
import type { Queued } from '../contracts/request.ts';
import type { AbortCause, StatusMove } from '../ports/ledger.ts';
import { toInstant } from './instants.ts';
import { sameValue } from './same-value.ts';

/** What each conditional write of the ledger does to the stored record: the new one, or undefined when its condition fails. */
type Stored = ReleaseRecord | undefined;

const without = <Key extends keyof ReleaseRecord>(record: ReleaseRecord, key: Key): Omit<ReleaseRecord, Key> => {
  const { [key]: _, ...rest } = record;
  return rest;
};

/** Rule 1: one release per service, the epoch rises by one. Who began to wait since the queue was read is not lost. */
export const admitted = (
  stored: Stored,
  record: ReleaseRecord,
  over: 'free' | 'quarantined' = 'free',
  waiting: readonly Queued[] = [],
): Stored =>
  stored === undefined ||
  (stored.status === over && stored.epoch === record.epoch - 1 && sameValue(stored.queue ?? [], waiting))
    ? { ...record, admittedAt: toInstant(record.admittedAt) }
    : undefined;

/** A lost answer must not lock a release out of its own lock. */
export const isOwnAttempt = (stored: Stored, { holder, epoch }: ReleaseRecord): stored is ReleaseRecord =>
  stored !== undefined && stored.holder === holder && stored.epoch === epoch && stored.status !== 'free';

const abortable = (record: ReleaseRecord, { epoch, alarm, supersededBy }: AbortCause): boolean =>
  (record.status === 'active' || (record.status === 'aborting' && supersededBy === undefined)) &&
  (epoch === undefined || epoch === record.epoch) &&
  (alarm === undefined || (record.guards.includes(alarm.name) && record.admittedAt < toInstant(alarm.firedAt)));

/** Whom an abort blames. */
export const blameOf = ({ alarm, supersededBy, blame = 'version' }: AbortCause): Blame => {
  if (alarm !== undefined) return 'version';
  return supersededBy === undefined ? blame : 'newer';
};

/** Rules 4 and 15: repeated aborts confirm and the first cause stays, but what an alarm sends back was not just superseded. */
export const aborted = (stored: Stored, cause: AbortCause): Stored => {
  if (stored === undefined || !abortable(stored, cause)) return undefined;
  const { because, supersededBy, alarm } = cause;
  const record = alarm === undefined ? stored : without(stored, 'supersededBy');
  return {
    ...record,
    status: 'aborting',
    abortedBecause: stored.abortedBecause ?? because,
    blame: alarm === undefined ? (stored.blame ?? blameOf(cause)) : 'version',
    ...(supersededBy === undefined ? {} : { supersededBy }),
  };
};

const sameEnding = (stored: ReleaseRecord, { conclusion }: StatusMove): boolean =>
  conclusion === undefined || sameValue(stored.conclusion, conclusion);

/** Rules 6 and 8: a move is repeatable, and never rewrites how a release ended. */
export const moved = (stored: Stored, move: StatusMove): Stored => {
  if (stored === undefined || stored.epoch !== move.epoch) return undefined;
  const repeated = stored.status === move.to && sameEnding(stored, move);
  if (!repeated && !move.from.includes(stored.status)) return undefined;
  const { to, conclusion, withdrawn, unlockedBecause } = move;
  return {
    ...stored,
    status: to,
    ...(conclusion === undefined ? {} : { conclusion }),
    ...(withdrawn === undefined ? {} : { withdrawn: [...withdrawn] }),
    ...(unlockedBecause === undefined ? {} : { unlockedBecause }),
  };
};

const held: readonly Status[] = ['active', 'aborting', 'settling', 'retiring'];

/** Somebody has the lock, and will free it. */
export const isHeld = ({ status }: Pick<ReleaseRecord, 'status'>): boolean => held.includes(status);

const mayBeWaitedFor = (stored: ReleaseRecord, epoch: number | undefined): boolean =>
  epoch === undefined ? isHeld(stored) : stored.epoch === epoch && (isHeld(stored) || stored.status === 'free');

/** What waits already in the place of an older request of the same rank. */
export const newerThan = ({ rank, at }: Queued, queue: readonly Queued[] = []): Queued | undefined =>
  queue.find((waiting) => waiting.rank === rank && toInstant(waiting.at) > toInstant(at));

/** Of each rank the newest request waits; the higher rank goes first, and keeps no other from waiting. */
export const enqueued = (stored: Stored, queued: Queued, epoch?: number): Stored => {
  if (stored === undefined || !mayBeWaitedFor(stored, epoch)) return undefined;
  const { queue = [] } = stored;
  if (newerThan(queued, queue) !== undefined) return undefined;
  const others = queue.filter(({ rank }) => rank !== queued.rank);
  return { ...stored, queue: [...others, queued].sort((one, other) => other.rank - one.rank) };
};

/** Only the very request that was refused leaves the queue. */
export const dequeued = (stored: Stored, queued: Queued): Stored => {
  const { queue = [] } = stored ?? {};
  const rest = queue.filter((waiting) => !sameValue(waiting, queued));
  if (stored === undefined || rest.length === queue.length) return undefined;
  return rest.length === 0 ? without(stored, 'queue') : { ...stored, queue: rest };
};

/** Rule 10: a promote never clears an abort. */
export const promoted = (stored: Stored, because: string): Stored =>
  stored?.status === 'active' ? { ...stored, promotedBecause: because } : undefined;
