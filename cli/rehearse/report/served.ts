import type { VersionTraffic } from '../../../src/contracts/report.ts';
import type { NodeLoss } from '../breaking.ts';
import { isFailure, type LoggedRequest } from '../load/request-log.ts';

/** A request by who answered it and when the load balancer chose, in emulated epoch milliseconds. */
export interface Served {
  readonly at: number;
  /** The version's tag, or `none` when nobody answered. */
  readonly version: string;
  /** A server's error or no answer, unless it is set apart. */
  readonly failed: boolean;
  /** Told apart from failures: the announced maintenance answer, or a request to a pod of a lost node. */
  readonly apart?: 'maintenance' | 'lostWithNode';
  /** Sent by a user of the cohort. */
  readonly isCohort?: true;
  /** `502`, or an error code when there was no answer. */
  readonly status: string;
}

export const nobody = 'none';

/** Puts versions and emulated times to a log. A request that the load balancer did not time gets the time of the one before it. */
export function served(
  log: readonly LoggedRequest[],
  tagOf: (answeredBy: string) => string | undefined,
  losses: readonly NodeLoss[] = [],
): Served[] {
  let at = log.find((request) => request.routedAt !== undefined)?.routedAt ?? 0;
  return log.map((request) => {
    at = request.routedAt ?? at;
    const { answeredBy } = request;
    const version = answeredBy === '' ? nobody : (tagOf(answeredBy) ?? answeredBy);
    const apart = apartFrom(request, at, losses);
    const status = request.error ?? String(request.status);
    const failed = isFailure(request) && apart === undefined;
    const whose = request.isCohort ? ({ isCohort: true } as const) : {};
    return { at, version, failed, status, ...whose, ...(apart === undefined ? {} : { apart }) };
  });
}

/** Requests under way when a node is lost were sent shortly before. */
const underWayMs = 5_000;

function apartFrom(request: LoggedRequest, at: number, losses: readonly NodeLoss[]): Served['apart'] {
  if (request.isMaintenance) return 'maintenance';
  if (!isFailure(request) || request.target === undefined) return undefined;
  const address = request.target.replace(/:\d+$/, '');
  const wasLost = losses.some((loss) => at >= loss.at - underWayMs && loss.addresses.includes(address));
  return wasLost ? 'lostWithNode' : undefined;
}

/** How many requests were set apart so. */
export function countApart(requests: readonly Served[], apart: NonNullable<Served['apart']>): number {
  return requests.filter((request) => request.apart === apart).length;
}

/** Requests from `from` to `to`, both inclusive. */
export function within(requests: readonly Served[], from: number, to: number): Served[] {
  return requests.filter(({ at }) => at >= from && at <= to);
}

/** How many requests each version answered and failed, the busiest first. */
export function byVersion(requests: readonly Served[]): VersionTraffic[] {
  const counts = new Map<string, { served: number; failed: number }>();
  for (const { version, failed } of requests.filter(({ apart }) => apart === undefined)) {
    const count = counts.get(version) ?? { served: 0, failed: 0 };
    count[failed ? 'failed' : 'served'] += 1;
    counts.set(version, count);
  }
  return [...counts]
    .map(([version, count]) => ({ version, ...count }))
    .toSorted((a, b) => b.served + b.failed - (a.served + a.failed));
}
