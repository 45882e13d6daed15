import type { VersionTraffic } from '../../../src/contracts/report.ts';
import { isFailure, type LoggedRequest } from '../load/request-log.ts';

/** A request by who answered it and when the load balancer chose, in emulated epoch milliseconds. */
export interface Served {
  readonly at: number;
  /** The version's tag, or `none` when nobody answered. */
  readonly version: string;
  readonly failed: boolean;
  /** `502`, or an error code when there was no answer. */
  readonly status: string;
}

export const nobody = 'none';

/** Puts versions and emulated times to a log. A request that the load balancer did not time gets the time of the one before it. */
export function served(log: readonly LoggedRequest[], tagOf: (answeredBy: string) => string | undefined): Served[] {
  let at = log.find((request) => request.routedAt !== undefined)?.routedAt ?? 0;
  return log.map((request) => {
    at = request.routedAt ?? at;
    const { answeredBy } = request;
    const version = answeredBy === '' ? nobody : (tagOf(answeredBy) ?? answeredBy);
    return { at, version, failed: isFailure(request), status: request.error ?? String(request.status) };
  });
}

/** Requests from `from` to `to`, both inclusive. */
export function within(requests: readonly Served[], from: number, to: number): Served[] {
  return requests.filter(({ at }) => at >= from && at <= to);
}

/** How many requests each version answered and failed, the busiest first. */
export function byVersion(requests: readonly Served[]): VersionTraffic[] {
  const counts = new Map<string, { served: number; failed: number }>();
  for (const { version, failed } of requests) {
    const count = counts.get(version) ?? { served: 0, failed: 0 };
    count[failed ? 'failed' : 'served'] += 1;
    counts.set(version, count);
  }
  return [...counts]
    .map(([version, count]) => ({ version, ...count }))
    .toSorted((a, b) => b.served + b.failed - (a.served + a.failed));
}
