import type { ReleaseRecord } from '../contracts/release.ts';
import type { ReleaseRequest } from '../contracts/request.ts';
import { flagsIn } from '../domain/flags.ts';
import { secondsBetween, toInstant } from '../domain/instants.ts';
import { tagOfFlag } from '../domain/names.ts';
import { queuedFrom } from '../domain/queue.ts';
import type { AbortCause, Ledger } from '../ports/ledger.ts';

/** An alarm that came when the old version was already being retired. */
type Firing = NonNullable<AbortCause['alarm']>;

/** So long ConcludeRelease may take: it dates the end before it proves it. */
const concludingSeconds = 60;

/** The alarm's function may be late: what it is about may have ended released meanwhile. */
const wasRetiring = ({ status, conclusion }: ReleaseRecord, firedAt: string): boolean =>
  status === 'retiring' ||
  (status === 'free' &&
    conclusion?.outcome === 'released' &&
    secondsBetween(conclusion.at, firedAt) <= concludingSeconds);

const concerns = (record: ReleaseRecord | undefined, { name, firedAt }: Firing): record is ReleaseRecord =>
  record !== undefined &&
  wasRetiring(record, toInstant(firedAt)) &&
  record.guards.includes(name) &&
  record.admittedAt < toInstant(firedAt);

/** The version before; of a release that deployed nothing, its flag as it was. */
const subjectOf = ({ from, to, undo }: ReleaseRecord['release']): Pick<ReleaseRequest, 'tag' | 'digest' | 'flag'> => {
  const flag = flagsIn(undo)[0]?.changes[0]?.key;
  return from.digest === to.digest && flag !== undefined
    ? { flag, tag: tagOfFlag(flag) }
    : { tag: from.version, digest: from.digest };
};

const requestOf = ({ service, release }: ReleaseRecord, { firedAt }: Firing, because: string): ReleaseRequest => ({
  service,
  ...subjectOf(release),
  reason: because.slice(0, 256),
  startedBy: 'fallback',
  at: toInstant(firedAt),
  inARow: 0,
});

/**
 * Rule 9: after the point of no return, an alarm queues a release of what was before, ahead of every push. Answers its
 * tag, or undefined when no release was being retired.
 */
export const fallBack = async (
  service: string,
  alarm: Firing,
  because: string,
  ledger: Ledger,
): Promise<string | undefined> => {
  const record = await ledger.read(service);
  if (!concerns(record, alarm)) return undefined;
  const request = requestOf(record, alarm, because);
  const stored = await ledger.enqueue(service, queuedFrom(request, request.at ?? record.admittedAt), record.epoch);
  return stored === undefined ? undefined : request.tag;
};
