import type { AlarmReading, RestartedPod, TargetCount } from '../contracts/evidence.ts';
import type { Verdict } from '../contracts/verdict.ts';
import type { Readiness } from '../ports/workload.ts';
import { alarmsIn } from './alarms-in.ts';
import { secondsBetween } from './instants.ts';
import { steadySeconds } from './judgement/pods.ts';
import { nextLookSeconds, nextReadinessLookSeconds } from './slices.ts';

export const advance = (because: string) => ({ kind: 'advance', because }) as const satisfies Verdict;
export const rollBack = (because: string) => ({ kind: 'rollBack', because }) as const satisfies Verdict;
export const hold = (because: string, lookAgainSeconds: number): Verdict => ({
  kind: 'hold',
  because,
  lookAgainSeconds,
});

/** No verdict on the version: the patience ended, and the policy says what then. */
export const advanceInconclusive = (because: string): Verdict => ({ ...advance(because), inconclusive: true });
export const rollBackInconclusive = (because: string): Verdict => ({ ...rollBack(because), inconclusive: true });
export const couldNotLook = (because: string, lookAgainSeconds: number): Verdict => ({
  kind: 'couldNotLook',
  because,
  lookAgainSeconds,
});

/** A load balancer checks a new target some time after its pod is ready; so long it may take beyond the readiness budget. */
export const targetGraceSeconds = 120;

export interface ReadinessEvidence {
  readonly pods: Readiness;
  readonly targets: TargetCount;
  readonly elapsedSeconds: number;
  readonly withinSeconds: number;
  /** ISO 8601. */
  readonly now: string;
}

/** As often a pod may end before it is called a crash loop: it may wait for a database that is not there yet. */
const crashesAllowed = 2;

const sinceLastEnd = ({ lastAt }: RestartedPod, now: string): number =>
  lastAt === null ? 0 : secondsBetween(lastAt, now);

/** Pods that come and go look ready at times; those that are not ready are told by the kubelet's own word. */
const judgeCrashes = ({ pods, now, elapsedSeconds }: ReadinessEvidence): Verdict | null => {
  const { restarted = [] } = pods;
  const looping = restarted.find(({ restarts }) => restarts > crashesAllowed);
  if (looping)
    return rollBack(
      `the candidate can't stay ready: pod ${looping.pod} ended ${looping.restarts} times: ${looping.how}`,
    );
  const fresh = restarted.find((pod) => sinceLastEnd(pod, now) < steadySeconds);
  if (fresh === undefined) return null;
  const because = `pod ${fresh.pod} ended (${fresh.how}): it must run ${steadySeconds} s before users come`;
  return hold(because, nextReadinessLookSeconds(elapsedSeconds));
};

/**
 * Ready is: every wanted pod ready in the cluster, and as many healthy targets at the load balancer. While a maintenance answer
 * is given no rule leads to the targets, and nobody checks them.
 */
export const judgeReadiness = (evidence: ReadinessEvidence): Verdict => {
  const { pods, targets, elapsedSeconds, withinSeconds } = evidence;
  const podsReady = pods.wanted > 0 && pods.ready >= pods.wanted;
  const crashes = podsReady ? judgeCrashes(evidence) : null;
  if (crashes !== null) return crashes;
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
  const firing = alarmsIn('firing', alarms);
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
