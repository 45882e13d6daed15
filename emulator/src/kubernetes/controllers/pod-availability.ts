import { isReady, type Pod } from '../objects/pod.ts';

/** When the pod last became ready, epoch milliseconds; undefined when it is not ready. */
export function readySince(pod: Pod): number | undefined {
  const condition = pod.status.conditions?.find(({ type }) => type === 'Ready');
  return isReady(pod) ? Date.parse(condition?.lastTransitionTime ?? pod.metadata.creationTimestamp) : undefined;
}

/** Whether the pod has been ready for that long. */
export function isAvailable(pod: Pod, minReadySeconds: number, now: number): boolean {
  const since = readySince(pod);
  return since !== undefined && (minReadySeconds === 0 || since + minReadySeconds * 1000 <= now);
}

/** Milliseconds until the next of these ready pods is available, or undefined when none is on the way. */
export function untilAvailable(pods: readonly Pod[], minReadySeconds: number, now: number): number | undefined {
  const waits = pods.flatMap((pod) => {
    const since = readySince(pod);
    const wait = since === undefined ? 0 : since + minReadySeconds * 1000 - now;
    return wait > 0 ? [wait] : [];
  });
  return waits.length === 0 ? undefined : Math.min(...waits);
}
