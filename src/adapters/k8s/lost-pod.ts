import type { V1Node, V1Pod } from '@kubernetes/client-node';
import type { Look } from './inspect-look.ts';

/** A kubelet that lives has ended its containers long before. */
const overdueMs = 5 * 60_000;

/** True for a pod that should be gone for five minutes by now, its grace period included. */
const isOverdue = ({ metadata }: V1Pod, now: string): boolean =>
  metadata?.deletionTimestamp !== undefined && +new Date(now) - +new Date(metadata.deletionTimestamp) > overdueMs;

const isReady = ({ status }: V1Node): boolean =>
  status?.conditions?.some(({ type, status: state }) => type === 'Ready' && state === 'True') === true;

/**
 * True for a pod that is to be deleted but whose node does not answer: Kubernetes would wait for that node forever. A migrator that
 * still runs there holds the database's own lock for as long as it reaches the database, so a next one has to wait for it. Where we
 * may not look at nodes, no pod is lost.
 */
export const isLost = async (look: Look, pod: V1Pod, now: string): Promise<boolean> => {
  const node = pod.spec?.nodeName;
  if (node === undefined || !isOverdue(pod, now)) return false;
  const found = await look.get<V1Node>({ apiVersion: 'v1', plural: 'nodes' }, node);
  return found === null || (found !== undefined && !isReady(found));
};
