import type { V1ContainerStatus, V1Job, V1JobCondition, V1Pod } from '@kubernetes/client-node';
import type { JobSight, MigratorJob } from '../../ports/migrator-jobs.ts';
import { answerOf, type Ended, endedWithout } from './migrator-answer.ts';
import { imageWithoutCopy, whyNotCopied } from './migrator-copy-end.ts';
import { containers } from './migrator-names.ts';
import { stuckPod } from './readiness.ts';

/** What Kubernetes tells of one Job at a moment. */
export interface SeenJob {
  readonly job: V1Job;
  /** Its newest pod. */
  readonly pod: V1Pod | undefined;
  /** True when the pod's node does not answer any more. */
  readonly isLost: boolean;
  /** ISO 8601. */
  readonly now: string;
}

/** How a Job stands. Its progress is only in the pod's log. */
export const sightOf = (asked: MigratorJob, { job, pod, isLost, now }: SeenJob): JobSight => {
  if (pod === undefined) return withoutPod(job, now);
  const ended = endOf(asked, job, pod, isLost);
  if (ended !== null) return ended;
  if (statusOf(pod, containers.migrator)?.state?.running !== undefined) return { state: 'running', progress: null };
  return { state: 'starting', stuck: stuckStart(asked, pod, now) };
};

/** True once nothing of the migrator runs in the pod, though a proxy beside it may. */
export const hasEnded = (pod: V1Pod): boolean =>
  isOver(pod) || statusOf(pod, containers.migrator)?.state?.terminated !== undefined;

const isOver = ({ status }: V1Pod): boolean => status?.phase === 'Succeeded' || status?.phase === 'Failed';

const statusOf = ({ status }: V1Pod, wanted: string): V1ContainerStatus | undefined =>
  [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])].find(({ name }) => name === wanted);

/** True once Kubernetes has written down how the Job ended. */
export const isFinished = (job: V1Job): boolean => finishOf(job) !== undefined;

const finishOf = ({ status }: V1Job): V1JobCondition | undefined =>
  status?.conditions?.find(({ type, status: state }) => (type === 'Complete' || type === 'Failed') && state === 'True');

const detailed = (reason: string | undefined, message: string | undefined): string | undefined =>
  reason === undefined ? message : message ? `${reason}: ${message.trim()}` : reason;

const withoutPod = (job: V1Job, now: string): JobSight => {
  const finish = finishOf(job);
  const name = `Job ${job.metadata?.name}`;
  if (finish?.type === 'Failed')
    return endedWithout(`${name} failed, and its pod is gone: ${detailed(finish.reason, finish.message)}`);
  if (finish !== undefined) return endedWithout(`${name} completed, but its pod is gone, and its answer with it`);
  return { state: 'starting', stuck: isLate(job.metadata?.creationTimestamp, now, podMs) ? noPod(job) : null };
};

/** The controller makes a pod within a second, unless it is refused. */
const podMs = 30_000;
/** An autoscaler may bring a node meanwhile. */
const nodeMs = 5 * 60_000;

const isLate = (since: Date | string | undefined, now: string, afterMs: number): boolean =>
  since !== undefined && +new Date(now) - +new Date(since) > afterMs;

const noPod = ({ metadata }: V1Job): string =>
  `no pod of it could be created: kubectl describe job ${metadata?.name} -n ${metadata?.namespace} tells why`;

const endOf = (asked: MigratorJob, job: V1Job, pod: V1Pod, isLost: boolean): Ended | null => {
  const copied = statusOf(pod, containers.copy)?.state?.terminated;
  if (copied !== undefined && copied.exitCode !== 0)
    return endedWithout(
      whyNotCopied(copied, asked.migration) + after(detailed(pod.status?.reason, pod.status?.message)),
    );
  const terminated = statusOf(pod, containers.migrator)?.state?.terminated;
  if (terminated !== undefined) return answerOf(terminated, asked.stage, endAround(job, pod));
  if (isOver(pod)) return endedWithout(`its pod ended before the migrator${after(endAround(job, pod))}`);
  if (isLost) return endedWithout(`its node ${pod.spec?.nodeName} does not answer any more`);
  return null;
};

const after = (detail: string | undefined): string => (detail === undefined ? '' : `; ${detail}`);

/** Why the pod or its Job was ended, if not by itself: an eviction, a deadline. */
const endAround = (job: V1Job, { status }: V1Pod): string | undefined => {
  const disrupted = status?.conditions?.find(
    ({ type, status: state }) => type === 'DisruptionTarget' && state === 'True',
  );
  const failed = job.status?.conditions?.find(({ type, reason }) => endsJob(type) && reason !== 'BackoffLimitExceeded');
  return (
    detailed(status?.reason, status?.message) ??
    detailed(disrupted?.reason, disrupted?.message) ??
    detailed(failed?.reason, failed?.message)
  );
};

const endsJob = (type: string): boolean => type === 'Failed' || type === 'FailureTarget';

const stuckStart = ({ migration }: MigratorJob, pod: V1Pod, now: string): string | null => {
  const stuck = stuckPod(pod);
  if (stuck !== null) return stuck;
  const waiting = statusOf(pod, containers.copy)?.state?.waiting;
  const without = imageWithoutCopy(waiting?.message, migration.image);
  if (without !== null) return without;
  const unscheduled = pod.status?.conditions?.find(
    ({ type, reason }) => type === 'PodScheduled' && reason === 'Unschedulable',
  );
  return isLate(unscheduled?.lastTransitionTime, now, nodeMs)
    ? `no node has room for it: ${unscheduled?.message}`
    : null;
};
