import type { V1ContainerStatus, V1Deployment, V1Pod } from '@kubernetes/client-node';
import type { RestartedPod } from '../../contracts/evidence.ts';
import type { Readiness } from '../../ports/workload.ts';
import { restartedPod } from './restarted-pod.ts';

/**
 * Progress of a deployment, counting only pods of the present template, and only once the controller has seen it. The last one
 * counts when no pod of a former template is left: then the rollout is complete.
 */
export const readinessOf = (deployment: V1Deployment, pods: readonly V1Pod[]): Readiness => {
  const wanted = deployment.spec?.replicas ?? 1;
  const present = pods.filter((pod) => runsImagesOf(deployment, pod));
  const stuck = present.map(stuckPod).find((why) => why !== null);
  const restarted = present.map(restartedSinceCreation).filter((pod) => pod !== null);
  return {
    wanted,
    ready: isSeen(deployment) ? readyPods(deployment, wanted, present.filter(waitsForLoadBalancer).length) : 0,
    stuck: stuckRollout(deployment) ?? stuck ?? null,
    ...(restarted.length === 0 ? {} : { restarted }),
  };
};

const restartedSinceCreation = (pod: V1Pod): RestartedPod | null => {
  const { creationTimestamp, deletionTimestamp } = pod.metadata ?? {};
  if (creationTimestamp === undefined || deletionTimestamp !== undefined) return null;
  return restartedPod(pod, new Date(creationTimestamp).toISOString());
};

const isSeen = ({ metadata, status }: V1Deployment): boolean =>
  (status?.observedGeneration ?? 0) >= (metadata?.generation ?? 0);

const readyPods = ({ status }: V1Deployment, wanted: number, gated: number): number => {
  const { replicas = 0, updatedReplicas = 0, readyReplicas = 0 } = status ?? {};
  const former = replicas - updatedReplicas;
  const ready = readyReplicas - former + gated;
  return Math.max(0, former > 0 ? Math.min(ready, wanted - 1) : ready);
};

const isTrueOf = ({ status }: V1Pod, type: string): boolean =>
  status?.conditions?.some((one) => one.type === type && one.status === 'True') === true;

const targetGate = 'target-health.elbv2.k8s.aws/';

/**
 * A pod is as ready as the cluster can tell when only the AWS Load Balancer Controller's gate is closed: whether it is a healthy
 * target is asked at the load balancer, which checks nothing while users get the maintenance answer.
 */
const waitsForLoadBalancer = (pod: V1Pod): boolean => {
  const { metadata, spec } = pod;
  const isTrue = (type: string) => isTrueOf(pod, type);
  const closed = (spec?.readinessGates ?? []).map(({ conditionType }) => conditionType).filter((type) => !isTrue(type));
  return (
    metadata?.deletionTimestamp === undefined &&
    isTrue('ContainersReady') &&
    !isTrue('Ready') &&
    closed.length > 0 &&
    closed.every((type) => type.startsWith(targetGate))
  );
};

const stuckRollout = (deployment: V1Deployment): string | null => {
  const { metadata, spec, status } = deployment;
  if (spec?.paused === true)
    return `deployment ${metadata?.name} is paused: resume it with kubectl rollout resume deployment/${metadata?.name}`;
  const progress = status?.conditions?.find(({ type }) => type === 'Progressing');
  if (!isSeen(deployment) || progress?.reason !== 'ProgressDeadlineExceeded') return null;
  return sentence(progress.reason, progress.message);
};

/** True for pods of the present template: one of a former template may be stuck for its own reasons. */
export const runsImagesOf = ({ spec }: V1Deployment, pod: V1Pod): boolean =>
  (spec?.template.spec?.containers ?? []).every(({ name, image }) =>
    pod.spec?.containers.some((container) => container.name === name && container.image === image),
  );

/** True while a pod of another template is ready: users still meet its version. */
export const othersServe = (deployment: V1Deployment, pods: readonly V1Pod[]): boolean =>
  pods.some((pod) => !runsImagesOf(deployment, pod) && isTrueOf(pod, 'Ready'));

/** Waiting for these ends only when somebody changes something. */
const hopeless = ['ImagePullBackOff', 'ErrImagePull', 'InvalidImageName', 'CreateContainerConfigError'];
/** A first crash may be bad luck (a database that was not there yet). */
const crashesAllowed = 2;

/** Why a pod will not start until somebody changes something; null for one that may, or that goes. */
export const stuckPod = ({ metadata, status }: V1Pod): string | null => {
  if (metadata?.deletionTimestamp !== undefined) return null;
  const containers = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  const why = containers.map(stuckContainer).find((reason) => reason !== null);
  return why === undefined ? null : `pod ${metadata?.name}: ${why}`;
};

const stuckContainer = ({ state, lastState, restartCount }: V1ContainerStatus): string | null => {
  const { reason = '', message } = state?.waiting ?? {};
  if (hopeless.includes(reason)) return sentence(reason, message);
  if (reason !== 'CrashLoopBackOff' || restartCount < crashesAllowed) return null;
  const ended = lastState?.terminated;
  const how = ended === undefined ? message : `exit code ${ended.exitCode}${ended.message ? `, ${ended.message}` : ''}`;
  return sentence(`${reason} after ${restartCount} restarts`, how);
};

const sentence = (reason: string, detail: string | undefined): string =>
  detail ? `${reason}: ${detail.trim()}` : reason;
