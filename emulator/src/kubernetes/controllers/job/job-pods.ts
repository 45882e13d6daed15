import type { Api } from '../../api/api.ts';
import { refOf } from '../../api/api.ts';
import { withAt } from '../../objects/json.ts';
import { controllerOf, isTerminating } from '../../objects/meta.ts';
import { hasEnded, type Pod } from '../../objects/pod.ts';
import type { Job } from '../../objects/workloads.ts';
import { controllerManager } from '../controller.ts';

/** Holds a Job's pod until its end has been counted. */
export const trackingFinalizer = 'batch.kubernetes.io/job-tracking';

/** Whether the pod's end still has to be counted. */
export function isTracked({ metadata }: Pod): boolean {
  return metadata.finalizers?.includes(trackingFinalizer) === true;
}

/** Whether the pod is being deleted and its kubelet has not reported its end. */
export function isEnding(pod: Pod): boolean {
  return isTerminating(pod) && !hasEnded(pod);
}

/** A deleted pod counts as failed at once, or when it has ended if the Job replaces only pods that have. */
export function countsAsFailed(pod: Pod, { spec }: Job): boolean {
  if (pod.status.phase === 'Failed') return true;
  const isNowhere = pod.spec.nodeName === undefined;
  return isEnding(pod) && (isNowhere || spec.podReplacementPolicy !== 'Failed');
}

/** Lets go of pods whose end counts no more or has been counted. */
export function releasePods(api: Api, pods: readonly Pod[]): void {
  for (const pod of pods.filter(isTracked)) {
    const change = (live: Pod) => {
      const left = (live.metadata.finalizers ?? []).filter((one) => one !== trackingFinalizer);
      return withAt(live, ['metadata', 'finalizers'], left.length === 0 ? undefined : left);
    };
    api.modify('pods', refOf(pod), change, { manager: controllerManager });
  }
}

/** The Job that the pod was made by, also when it does not own it any more. */
export function jobNameOf(pod: Pod): string | undefined {
  const owner = controllerOf(pod);
  if (owner !== undefined) return owner.kind === 'Job' ? owner.name : undefined;
  return isTracked(pod) ? pod.metadata.labels?.['batch.kubernetes.io/job-name'] : undefined;
}

/** Lets go of the pods of a Job that is no more, or that has let go of them. */
export function releaseOrphans(api: Api, namespace: string, name: string): void {
  const uid = api.get('jobs', { namespace, name })?.metadata.uid;
  const orphans = api
    .list('pods', namespace)
    .filter((pod) => jobNameOf(pod) === name && (uid === undefined || controllerOf(pod)?.uid !== uid));
  releasePods(api, orphans);
}
