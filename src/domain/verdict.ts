import type { AlarmReading, TargetCount } from '../contracts/evidence.ts';
import type { Verdict } from '../contracts/verdict.ts';
import type { Readiness } from '../ports/workload.ts';
import { nextLookSeconds, nextReadinessLookSeconds } from './slices.ts';

export const advance = (because: string): Verdict => ({ kind: 'advance', because });
export const rollBack = (because: string): Verdict => ({ kind: 'rollBack', because });
export const hold = (because: string, lookAgainSeconds: number): Verdict => ({
  kind: 'hold',
  because,
  lookAgainSeconds,
});

const inState = (readings: readonly AlarmReading[], state: AlarmReading['state']): string =>
  readings
    .filter((reading) => reading.state === state)
    .map((reading) => reading.alarm)
    .sort()
    .join(', ');

/** A load balancer checks a new target some time after its pod is ready; so long it may take beyond the readiness budget. */
export const targetGraceSeconds = 120;

export interface ReadinessEvidence {
  readonly pods: Readiness;
  readonly targets: TargetCount;
  readonly elapsedSeconds: number;
  readonly withinSeconds: number;
}

/**
 * Ready is: every wanted pod ready in the cluster, and as many healthy targets at the load balancer. While a maintenance answer
 * is given no rule leads to the targets, and nobody checks them.
 */
export const judgeReadiness = ({ pods, targets, elapsedSeconds, withinSeconds }: ReadinessEvidence): Verdict => {
  const podsReady = pods.wanted > 0 && pods.ready >= pods.wanted;
  if (podsReady && targets.healthy >= pods.wanted)
    return advance(`${pods.ready} of ${pods.wanted} pods are ready and healthy targets`);
  if (podsReady && (targets.unused ?? 0) >= pods.wanted)
    return advance(`${pods.ready} of ${pods.wanted} pods are ready; the load balancer checks them once users may come`);
  if (pods.stuck !== null) return rollBack(`the candidate can't get ready: ${pods.stuck}`);
  if (!podsReady && elapsedSeconds >= withinSeconds)
    return rollBack(`only ${pods.ready} of ${pods.wanted} pods were ready within ${withinSeconds} s`);
  if (elapsedSeconds >= withinSeconds + targetGraceSeconds)
    return rollBack(
      `only ${targets.healthy} of ${pods.wanted} targets were healthy ${targetGraceSeconds} s after the readiness budget`,
    );
  const because = `${pods.ready} of ${pods.wanted} pods are ready, ${targets.healthy} are healthy targets`;
  return hold(because, nextReadinessLookSeconds(elapsedSeconds));
};

export interface BakeEvidence {
  readonly alarms: readonly AlarmReading[];
  /** True when the live weights are those that we set. */
  readonly weightsAgree: boolean;
  readonly targets: TargetCount;
  /** Healthy targets that carry this share of users. */
  readonly targetsNeeded: number;
  readonly requests: number;
  /** True when users got a maintenance answer before. */
  readonly wasClosed: boolean;
  readonly weight: number;
  readonly bakeSeconds: number;
  readonly elapsedSeconds: number;
  readonly minimumRequests: number;
  readonly patienceSeconds: number;
  /** Why an operator ended the bakes, if one did. */
  readonly promotedBecause: string | null;
}

const reasonToHold = (evidence: BakeEvidence): string | null => {
  const silent = inState(evidence.alarms, 'silent');
  const missing = inState(evidence.alarms, 'missing');
  if (missing) return `can't tell: no alarm named ${missing} exists any more`;
  if (silent)
    return `can't tell: no data for ${silent} (an alarm on an idle target group needs treatMissingData notBreaching)`;
  if (evidence.elapsedSeconds < evidence.bakeSeconds)
    return `baking at ${evidence.weight} %: ${evidence.elapsedSeconds} of ${evidence.bakeSeconds} s, ${evidence.requests} requests, no alarm fires`;
  if (evidence.targets.healthy < evidence.targetsNeeded)
    return `capacity was lost: ${evidence.targets.healthy} of ${evidence.targetsNeeded} targets that carry ${evidence.weight} % are healthy`;
  if (evidence.requests < evidence.minimumRequests)
    return `too few requests to judge: ${evidence.requests} of ${evidence.minimumRequests}`;
  return null;
};

/** After a maintenance answer the load balancer begins to check its targets anew. */
const isBeingChecked = ({ targets, elapsedSeconds, wasClosed }: BakeEvidence): boolean =>
  wasClosed && (targets.initial ?? 0) + (targets.unused ?? 0) > 0 && elapsedSeconds < targetGraceSeconds;

/** One firing alarm rolls back, whatever the others say; silence and too few requests never advance. An operator may. */
export const judgeBake = (evidence: BakeEvidence): Verdict => {
  const { alarms, elapsedSeconds, bakeSeconds, patienceSeconds } = evidence;
  const firing = inState(alarms, 'firing');
  if (firing) return rollBack(`alarm fires: ${firing}`);
  if (!evidence.weightsAgree) return rollBack('somebody else changed the weights of the listener rule');
  if (evidence.targets.healthy === 0 && !isBeingChecked(evidence))
    return rollBack(`no healthy target carries the ${evidence.weight} % of users on the new version`);
  if (evidence.promotedBecause !== null) return advance(`promoted by an operator: ${evidence.promotedBecause}`);
  const because = reasonToHold(evidence);
  if (because === null)
    return advance(`${evidence.requests} requests in ${elapsedSeconds} s at ${evidence.weight} % and no alarm fires`);
  if (elapsedSeconds >= bakeSeconds + patienceSeconds)
    return rollBack(`held for longer than ${patienceSeconds} s: ${because}`);
  return hold(because, nextLookSeconds(elapsedSeconds, bakeSeconds));
};

export interface DrainEvidence {
  readonly alarms: readonly AlarmReading[];
  /** True when everybody is sent to the new version. */
  readonly weightsAgree: boolean;
  /** Requests that the old target group got in the last drain period. */
  readonly requests: number;
  readonly drainSeconds: number;
  readonly elapsedSeconds: number;
  readonly patienceSeconds: number;
}

/** CloudWatch publishes a minute's requests after the minute is over; only then is silence proof. */
export const metricDelaySeconds = 120;

/** Drained is: no request seen for a whole drain period. Time alone proves nothing. */
export const judgeDrained = (evidence: DrainEvidence): Verdict => {
  const { alarms, requests, drainSeconds, elapsedSeconds, patienceSeconds } = evidence;
  const firing = inState(alarms, 'firing');
  const waitSeconds = drainSeconds + metricDelaySeconds;
  if (firing) return rollBack(`alarm fires while the old version is still warm: ${firing}`);
  if (!evidence.weightsAgree) return rollBack('somebody else changed the weights of the listener rule');
  if (elapsedSeconds < waitSeconds)
    return hold(
      `draining the old version: ${elapsedSeconds} of ${waitSeconds} s`,
      nextLookSeconds(elapsedSeconds, waitSeconds),
    );
  if (requests === 0) return advance(`the old version saw no request for ${drainSeconds} s`);
  if (elapsedSeconds >= waitSeconds + patienceSeconds)
    return rollBack(
      `the old version still gets requests (${requests} in ${drainSeconds} s): does another rule point to it?`,
    );
  return hold(`the old version got ${requests} requests in the last ${drainSeconds} s`, 60);
};

/** After a rollback, the candidate goes when a drain period has shown no request, or at the latest after two of them. */
export const judgeUndoDrained = (
  evidence: Omit<DrainEvidence, 'alarms' | 'weightsAgree' | 'patienceSeconds'>,
): Verdict => {
  const { requests, drainSeconds, elapsedSeconds } = evidence;
  if (elapsedSeconds >= metricDelaySeconds && requests === 0)
    return advance('no request reaches the candidate any more');
  if (elapsedSeconds >= metricDelaySeconds + 2 * drainSeconds)
    return advance(`${requests} requests still ran after two drain periods`);
  return hold(`the candidate drains: ${elapsedSeconds} s since the rollback, ${requests} requests`, 30);
};
