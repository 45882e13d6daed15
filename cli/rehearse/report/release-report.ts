import type { Check, ReleaseReport } from '../../../src/contracts/report.ts';
import type { RecordedCall } from '../admin.ts';
import type { Attempt, AttemptResult } from '../attempt.ts';
import { operator } from '../clients.ts';
import type { ExecutionFacts, Sighting } from '../sighting.ts';
import { expectationChecks, trafficChecks } from './checks.ts';
import { exposureOf } from './exposure.ts';
import { byVersion, type Served, within } from './served.ts';
import { sharesOf } from './shares.ts';
import { iso } from './time.ts';

/** An attempt that is over, with what was found out about it when it was. */
export interface EndedAttempt {
  readonly attempt: Attempt;
  readonly result: AttemptResult;
  readonly execution: ExecutionFacts | undefined;
  /** The admitted release, or undefined when there was none. */
  readonly release: { readonly epoch: number; readonly from: string; readonly strategy: string } | undefined;
  /** The version that users were on. */
  readonly stableVersion: string;
  readonly candidateGroup: string;
  /** What the ledger, the flags, the cluster and the load balancer looked like afterwards. */
  readonly stateChecks: readonly Check[];
  readonly calls: readonly RecordedCall[];
}

/** What was seen during the whole rehearsal. `settleMs` is how long new weights may take to reach all users. */
export interface Seen {
  readonly sightings: readonly Sighting[];
  readonly requests: readonly Served[];
  readonly settleMs: number;
  readonly killedPodsAt: readonly number[];
  /** True when another attempt ran at the same time, so that requests tell nothing about this one. */
  readonly overlaps: (attempt: Attempt) => boolean;
}

/** Computes the report of one attempt from what was seen. */
export function releaseReport(ended: EndedAttempt, seen: Seen): ReleaseReport {
  const { attempt, result, execution, release } = ended;
  const sightings = seen.sightings.filter(({ at }) => at >= attempt.begunAt && at <= result.at);
  const requests = within(seen.requests, attempt.begunAt, result.at);
  const changes = sightings.flatMap((one) => (one.kind === 'weightsSet' ? [one.change] : []));
  const shares = sharesOf(changes, ended.candidateGroup);
  const { settleMs, killedPodsAt } = seen;
  const calls = ended.calls.filter(({ caller }) => caller !== operator);
  const evidence = { from: ended.stableVersion, to: attempt.tag, requests, shares, settleMs, killedPodsAt };
  return {
    service: attempt.service,
    from: release?.from ?? null,
    to: attempt.tag,
    strategy: release?.strategy ?? null,
    startedBy: attempt.startedBy,
    execution: execution?.name ?? null,
    epoch: release?.epoch ?? null,
    outcome: result.ending,
    because: result.because,
    expected: attempt.expectation?.ending ?? null,
    begunAt: iso(attempt.begunAt),
    endedAt: iso(result.at),
    durationMs: result.at - attempt.begunAt,
    realMs: result.realMs - attempt.begunRealMs,
    weights: shares.changes.map(({ at, weight, by }) => ({ at: iso(at), candidateWeight: weight, by })),
    requests: byVersion(requests),
    exposure: result.ending === 'rolled-back' ? exposureOf(sightings, shares, requests, attempt.tag) : null,
    apiCalls: countCalls(calls),
    apiCallsByFunction: byName(
      [...Map.groupBy(calls, ({ caller }) => caller)].map(([by, its]) => [by, countCalls(its)]),
    ),
    stateTransitions: execution?.transitions ?? 0,
    checks: [
      ...expectationChecks(attempt.expectation, result, shares.highest),
      ...(seen.overlaps(attempt) ? [] : trafficChecks(result.ending, evidence)),
      ...ended.stateChecks,
    ],
  };
}

const byName = <T>(entries: Iterable<readonly [string, T]>): Record<string, T> =>
  Object.fromEntries([...entries].toSorted(([a], [b]) => a.localeCompare(b)));

function countCalls(calls: readonly RecordedCall[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { service, operation } of calls) {
    const action = `${service}:${operation}`;
    counts.set(action, (counts.get(action) ?? 0) + 1);
  }
  return byName(counts);
}
