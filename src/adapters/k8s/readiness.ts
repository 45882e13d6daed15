import type { V1ContainerStatus, V1Deployment, V1Pod } from '@kubernetes/client-node';
import type { Readiness } from '../../ports/workload.ts';

/**
 * Progress of a deployment, counting only pods of the present template, and only once the controller has seen it. The last one
 * counts when no pod of a former template is left: then the rollout is complete.
 */
export const readinessOf = (deployment: V1Deployment, pods: readonly V1Pod[]): Readiness => {
  const wanted = deployment.spec?.replicas ?? 1;
  const present = pods.filter((pod) => runsImagesOf(deployment, pod)).map(stuckPod);
  return {
    wanted,
    ready: isSeen(deployment) ? readyPods(deployment, wanted) : 0,
    stuck: stuckRollout(deployment) ?? present.find((why) => why !== null) ?? null,
  };
};

const isSeen = ({ metadata, status }: V1Deployment): boolean =>
  (status?.observedGeneration ?? 0) >= (metadata?.generation ?? 0);

const readyPods = ({ status }: V1Deployment, wanted: number): number => {
  const { replicas = 0, updatedReplicas = 0, readyReplicas = 0 } = status ?? {};
  const former = replicas - updatedReplicas;
  const ready = readyReplicas - former;
  return Math.max(0, former > 0 ? Math.min(ready, wanted - 1) : ready);
};

const stuckRollout = (deployment: V1Deployment): string | null => {
  const { metadata, spec, status } = deployment;
  if (spec?.paused === true)
    return `deployment ${metadata?.name} is paused: resume it with kubectl rollout resume deployment/${metadata?.name}`;
  const progress = status?.conditions?.find(({ type }) => type === 'Progressing');
  if (!isSeen(deployment) || progress?.reason !== 'ProgressDeadlineExceeded') return null;
  return sentence(progress.reason, progress.message);
};

/** A pod of a former template may be stuck for its own reasons. */
const runsImagesOf = ({ spec }: V1Deployment, pod: V1Pod): boolean =>
  (spec?.template.spec?.containers ?? []).every(({ name, image }) =>
    pod.spec?.containers.some((container) => container.name === name && container.image === image),
  );

/** Waiting for these ends only when somebody changes something. */
const hopeless = ['ImagePullBackOff', 'ErrImagePull', 'InvalidImageName', 'CreateContainerConfigError'];
/** A first crash may be bad luck (a database that was not there yet). */
const crashesAllowed = 2;

const stuckPod = ({ metadata, status }: V1Pod): string | null => {
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
