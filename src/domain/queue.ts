import semver from 'semver';
import type { Policy } from '../contracts/policy.ts';
import type { ReleaseRecord } from '../contracts/release.ts';
import type { Queued, Rank, ReleaseRequest } from '../contracts/request.ts';

const ranks = { fallback: 3, hotfix: 2, version: 1, flag: 0 } as const;

const rankOf = ({ startedBy, hotfix, flag }: ReleaseRequest): Rank => {
  if (startedBy === 'fallback') return ranks.fallback;
  if (hotfix === true) return ranks.hotfix;
  return flag === undefined ? ranks.version : ranks.flag;
};

/** A request in the queue. What came without an instant came `now` (ISO 8601). */
export const queuedFrom = (request: ReleaseRequest, now: string): Queued => ({
  request,
  rank: rankOf(request),
  at: request.at ?? now,
});

/** Nobody asked for it by hand, and nothing is on fire. */
export const isAutomatic = ({ startedBy }: Pick<ReleaseRequest, 'startedBy'>): boolean =>
  startedBy === 'push' || startedBy === 'reconcile';

/** Fallbacks and hotfixes pass alarms that fire already, go to everybody in one step, and are not superseded. */
export const isUrgent = (request: ReleaseRequest): boolean => rankOf(request) > ranks.version;

type Waiting = Pick<ReleaseRecord, 'queue'> | undefined;

/** The request that begins next behind a freed lock. */
export const firstWaiting = (record: Waiting): Queued | undefined => record?.queue?.[0];

/** The place in the queue of a request that came back from it. */
export const placeOf = (record: Waiting, request: ReleaseRequest): Queued | undefined => {
  const { service, tag, digest } = request;
  return record?.queue?.find(
    ({ rank, request: waiting }) =>
      rank === rankOf(request) && waiting.service === service && waiting.tag === tag && waiting.digest === digest,
  );
};

/** Behind a freed lock: what must begin before this request. Else a fallback would come too late. */
export const goesBefore = (record: Waiting, request: ReleaseRequest): Queued | undefined =>
  record?.queue?.find(({ rank }) => rank > rankOf(request));

/** What outlives an admission: who waits, except for the request that is admitted, and what was withdrawn. */
export const carriedOver = (
  former: ReleaseRecord | undefined,
  admitted: ReleaseRequest,
): Pick<ReleaseRecord, 'queue' | 'withdrawn'> => {
  const { queue = [], withdrawn } = former ?? {};
  const place = placeOf(former, admitted);
  const rest = queue.filter((waiting) => waiting !== place);
  return { ...(rest.length === 0 ? {} : { queue: rest }), ...(withdrawn === undefined ? {} : { withdrawn }) };
};

/** What to do with a request that found the lock taken, and why. */
export interface Turnaway {
  readonly kind: 'refuse' | 'queue' | 'supersede';
  readonly because: string;
}

/** How far the running release is. */
export interface Progress {
  /** Percent, as the load balancer has it. */
  readonly candidateWeight: number;
  /** Its migration changes the database now. */
  readonly copies: boolean;
}

const whyNotSuperseded = (
  record: ReleaseRecord,
  request: ReleaseRequest,
  inARow: number,
  { candidateWeight, copies }: Progress,
): string | null => {
  const { release, status } = record;
  if (status !== 'active') return `it is ${status}`;
  if (release.urgent === true) return 'it is a fallback or a hotfix';
  if (candidateWeight === 100) return 'everybody is on it already: it first passes its point of no return';
  if (isUrgent(request)) return null;
  if (copies) return 'its migration copies a table, which would begin anew';
  const [newer, older] = [semver.parse(request.tag), semver.parse(release.to.version)];
  if (newer === null || older === null || semver.lte(newer, older)) return `${request.tag} is not newer`;
  if ((release.inARow ?? 0) >= inARow) return `${inARow} releases in a row made way already`;
  return null;
};

/** The policy's word on a second request during a release. */
export const onBusy = (
  policy: Policy,
  record: ReleaseRecord,
  request: ReleaseRequest,
  progress: Progress,
): Turnaway => {
  const { action, inARow } = policy.secondPush;
  const running = `release ${record.epoch} of ${record.service} (${record.release.from.version} to ${record.release.to.version})`;
  if (action === 'refuse' && !isUrgent(request))
    return { kind: 'refuse', because: `${running} is ${record.status} since ${record.admittedAt}` };
  const waits = `${request.tag} waits for ${running}`;
  if (action === 'queue' && !isUrgent(request)) return { kind: 'queue', because: waits };
  const why = whyNotSuperseded(record, request, inARow, progress);
  if (why !== null) return { kind: 'queue', because: `${waits}: ${why}` };
  return { kind: 'supersede', because: `${running} makes way for ${request.tag}` };
};
