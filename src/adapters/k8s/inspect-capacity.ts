import type { V1Node, V1Pod, V1PodSpec, V1ResourceQuota } from '@kubernetes/client-node';
import type { NodeFacts, PodSize, QuotaFacts } from '../../ports/inspection/cluster-facts.ts';
import { quantity } from './quantity.ts';

type Quantities = Readonly<Record<string, string>>;

const amount = (quantities: Quantities | undefined, resource: string): number =>
  quantity(quantities?.[resource] ?? '0');

/** What the containers of a pod request together. */
export const podSizeOf = (spec: Pick<V1PodSpec, 'containers'> | undefined): PodSize => {
  const requests = (spec?.containers ?? []).map(({ resources }) => resources?.requests);
  const sum = (resource: string) => requests.reduce((total, request) => total + amount(request, resource), 0);
  return { cpu: sum('cpu'), memoryBytes: sum('memory') };
};

const takesPods = ({ spec, status }: V1Node): boolean =>
  spec?.unschedulable !== true &&
  (spec?.taints ?? []).every(({ effect }) => effect === 'PreferNoSchedule') &&
  (status?.conditions ?? []).some((condition) => condition.type === 'Ready' && condition.status === 'True');

const isOver = ({ status }: V1Pod): boolean => status?.phase === 'Succeeded' || status?.phase === 'Failed';

/** Nodes that take pods without tolerations, and what is free on them. */
export const nodesWithRoom = (nodes: readonly V1Node[], pods: readonly V1Pod[]): readonly NodeFacts[] =>
  nodes.filter(takesPods).map(({ metadata, status }) => {
    const here = pods.filter((pod) => pod.spec?.nodeName === metadata?.name && !isOver(pod));
    const taken = podSizeOf({ containers: here.flatMap(({ spec }) => spec?.containers ?? []) });
    return {
      name: metadata?.name ?? '',
      zone: metadata?.labels?.['topology.kubernetes.io/zone'],
      free: {
        cpu: amount(status?.allocatable, 'cpu') - taken.cpu,
        memoryBytes: amount(status?.allocatable, 'memory') - taken.memoryBytes,
        pods: amount(status?.allocatable, 'pods') - here.length,
      },
    };
  });

export const quotaOf = ({ metadata, spec, status }: V1ResourceQuota): QuotaFacts => {
  const hard = status?.hard ?? spec?.hard ?? {};
  const room = Object.keys(hard).map((name) => [name, amount(hard, name) - amount(status?.used, name)] as const);
  return { name: metadata?.name ?? '', room: Object.fromEntries(room) };
};
