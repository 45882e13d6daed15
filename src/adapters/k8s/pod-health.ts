import type { V1Deployment, V1Pod } from '@kubernetes/client-node';
import type { PodsHealth } from '../../contracts/evidence.ts';
import { lastingContainers } from './lasting-containers.ts';
import type { KubernetesObjects } from './objects.ts';
import { readinessOf, runsImagesOf } from './readiness.ts';
import { restartedPod } from './restarted-pod.ts';
import { isThere } from './scale-to-zero.ts';
import { selectorText } from './selectors.ts';

/** How the pods of a deployment's present template fare. Where there is no deployment, no pod is wanted. */
export const podHealth = async (
  objects: KubernetesObjects,
  { namespace, deployment: name }: { readonly namespace: string; readonly deployment: string },
  since: string,
): Promise<PodsHealth> => {
  const deployment = await objects.get('Deployment', namespace, name);
  if (deployment?.spec === undefined) return { wanted: 0, ready: 0, unready: [], restarted: [], stuck: null };
  return healthOf(deployment, await objects.pods(namespace, selectorText(deployment.spec.selector)), since);
};

/** Pods that are being deleted, and those that were evicted, say nothing of the version. */
export const healthOf = (deployment: V1Deployment, pods: readonly V1Pod[], since: string): PodsHealth => {
  const present = pods.filter((pod) => runsImagesOf(deployment, pod) && stays(pod));
  return {
    ...readinessOf(deployment, pods),
    unready: present
      .filter(lostReadiness)
      .map(({ metadata }) => metadata?.name ?? '')
      .toSorted(),
    restarted: present
      .map((pod) => restartedPod(pod, since))
      .filter((restarted) => restarted !== null)
      .toSorted((one, other) => one.pod.localeCompare(other.pod)),
  };
};

const stays = (pod: V1Pod): boolean => pod.metadata?.deletionTimestamp === undefined && isThere(pod);

/** So late may a kubelet report that a container has ended, which runs again by then. */
const reportMs = 3000;

/**
 * True where a container runs that was ready in this run of it and is not now: `ContainersReady` fell after it had started. Only the
 * kubelet writes that condition: when a node is lost, the control plane closes `Ready` alone and the containers stay as they were.
 * See https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/controller/util/node/controller_utils.go (MarkPodsNotReady).
 */
const lostReadiness = (pod: V1Pod): boolean => {
  const fell = pod.status?.conditions?.find(({ type, status }) => type === 'ContainersReady' && status === 'False');
  if (fell?.lastTransitionTime === undefined || pod.status?.reason === 'NodeLost') return false;
  const fellAt = +new Date(fell.lastTransitionTime);
  return lastingContainers(pod).some(({ state, ready, started, restartCount }) => {
    const startedAt = state?.running?.startedAt;
    if (startedAt === undefined || ready || started === false) return false;
    return fellAt - +new Date(startedAt) > (restartCount > 0 ? reportMs : 0);
  });
};
