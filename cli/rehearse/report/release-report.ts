import type { Check, ReleaseReport } from '../../../src/contracts/report.ts';
import type { RecordedCall } from '../admin.ts';
import { type Attempt, type AttemptResult, flagOf } from '../attempt.ts';
import { operator, program } from '../clients.ts';
import type { ExecutionFacts, Sighting } from '../sighting.ts';
import { trafficChecks, type Way } from './checks.ts';
import { downtimeOf } from './downtime.ts';
import { expectationChecks } from './expectation-checks.ts';
import { exposureOf } from './exposure.ts';
import { byVersion, countApart, type Served, within } from './served.ts';
import { largerShares, sharesOf } from './shares.ts';
import { iso } from './time.ts';

/** An attempt that is over, with what was found out about it when it was. */
export interface EndedAttempt {
  readonly attempt: Attempt;
  readonly result: AttemptResult;
  readonly execution: ExecutionFacts | undefined;
  /** The admitted release, or undefined when there was none. */
  readonly release: AdmittedRelease | undefined;
  /** The version that users were on. */
  readonly stableVersion: string;
  /** Undefined where versions are replaced in place. */
  readonly candidateGroup: string | undefined;
  /** What the ledger, the flags, the cluster and the load balancer looked like afterwards. */
  readonly stateChecks: readonly Check[];
  readonly calls: readonly RecordedCall[];
}

export interface AdmittedRelease {
  readonly epoch: number;
  readonly from: string;
  readonly strategy: string;
  readonly way: Way;
  readonly downtimeSeconds?: number | undefined;
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
  const { evidence, sightings } = evidenceOf(ended, seen);
  const { requests, shares, reached } = evidence;
  const calls = ended.calls.filter(({ caller }) => caller !== operator && caller !== program);
  const hasGoneBack = result.ending === 'rolled-back';
  const downtime = downtimeOf(requests, release?.downtimeSeconds);
  const findings = { highest: shares.highest, requests, downtime };
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
    maintenance: countApart(requests, 'maintenance'),
    lostWithNode: countApart(requests, 'lostWithNode'),
    exposed: hasGoneBack ? requests.filter(({ version }) => version === evidence.to).length : 0,
    downtime,
    exposure: hasGoneBack ? exposureOf(sightings, reached, requests, evidence.to) : null,
    apiCalls: countCalls(calls),
    apiCallsByFunction: byName(
      [...Map.groupBy(calls, ({ caller }) => caller)].map(([by, its]) => [by, countCalls(its)]),
    ),
    stateTransitions: execution?.transitions ?? 0,
    checks: [
      ...expectationChecks(attempt.expectation, result, findings),
      ...(seen.overlaps(attempt) ? [] : trafficChecks(result.ending, evidence)),
      ...ended.stateChecks,
    ],
  };
}

/** What of all that was seen is about this attempt. */
function evidenceOf({ attempt, result, release, stableVersion, candidateGroup }: EndedAttempt, seen: Seen) {
  const { settleMs, killedPodsAt } = seen;
  const sightings = seen.sightings.filter(({ at }) => at >= attempt.begunAt && at <= result.at);
  const requests = within(seen.requests, attempt.begunAt, result.at);
  const changes = sightings.flatMap((one) => (one.kind === 'weightsSet' ? [one.change] : []));
  const everybodys = changes.filter(({ audience }) => audience === undefined);
  const [shares, reached] = [sharesOf(everybodys, candidateGroup), largerShares(changes, candidateGroup)];
  const to = nameOfNew(attempt);
  const way = release?.way ?? 'weights';
  const times = { settleMs, killedPodsAt, endedAt: result.at };
  return { sightings, evidence: { from: stableVersion, to, way, requests, shares, reached, ...times } };
}

/** A program that takes a raised flag's path says `<version>+<flag>`. */
function nameOfNew(attempt: Attempt): string {
  const flag = flagOf(attempt);
  return flag === undefined ? attempt.tag : `${attempt.stableTag}+${flag}`;
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
