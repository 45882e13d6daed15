import { isReady, type Pod } from '../objects/pod.ts';
import { readySince } from './pod-availability.ts';

const phases: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

/**
 * Which pods a shrinking ReplicaSet gives up first: unplaced, not running, not ready, cheap by annotation, crowded on a node,
 * ready for the shorter time, restarted more often, younger.
 * See https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/#scaling-a-replicaset
 */
export function inDeletionOrder(pods: readonly Pod[]): readonly Pod[] {
  const perNode = Map.groupBy(pods, ({ spec }) => spec.nodeName ?? '');
  const rank = (pod: Pod): readonly number[] => [
    pod.spec.nodeName === undefined ? 0 : 1,
    phases[pod.status.phase ?? 'Pending'] ?? 1,
    isReady(pod) ? 1 : 0,
    Number(pod.metadata.annotations?.['controller.kubernetes.io/pod-deletion-cost'] ?? 0),
    -(perNode.get(pod.spec.nodeName ?? '')?.length ?? 0),
    -(readySince(pod) ?? 0),
    -restarts(pod),
    -Date.parse(pod.metadata.creationTimestamp),
  ];
  return pods
    .map((pod) => ({ pod, rank: rank(pod) }))
    .sort((one, other) => compared(one.rank, other.rank))
    .map(({ pod }) => pod);
}

function restarts({ status }: Pod): number {
  return Math.max(0, ...(status.containerStatuses ?? []).map(({ restartCount }) => restartCount));
}

function compared(one: readonly number[], other: readonly number[]): number {
  const differing = one.findIndex((value, index) => value !== other[index]);
  return differing < 0 ? 0 : (one[differing] ?? 0) - (other[differing] ?? 0);
}
