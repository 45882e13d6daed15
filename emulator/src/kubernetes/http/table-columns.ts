import type { Event, Namespace, Node, Service, TargetGroupBinding } from '../objects/core.ts';
import type { Ingress, IngressClass } from '../objects/ingress.ts';
import type { Json } from '../objects/json.ts';
import type { Kinds, ResourceName } from '../objects/kinds.ts';
import { isTerminating, type KubeObject } from '../objects/meta.ts';
import type { Pod } from '../objects/pod.ts';
import type { Deployment, HorizontalPodAutoscaler, Job, ReplicaSet } from '../objects/workloads.ts';

/** One column of what `kubectl get` prints; a wide one only with `-o wide`. */
export interface Column<T extends KubeObject> {
  readonly name: string;
  readonly cell: (object: T, now: number) => Json;
  readonly wide?: true;
}

type Columns = { readonly [R in ResourceName]?: readonly Column<Kinds[R]>[] };

const name: Column<KubeObject> = { name: 'Name', cell: ({ metadata }) => metadata.name };
const age: Column<KubeObject> = {
  name: 'Age',
  cell: ({ metadata }, now) => humanDuration(now - Date.parse(metadata.creationTimestamp)),
};

const columns: Columns = {
  pods: [
    { name: 'Ready', cell: readyContainers },
    { name: 'Status', cell: podState },
    { name: 'Restarts', cell: ({ status }) => sum(status.containerStatuses ?? [], ({ restartCount }) => restartCount) },
    age,
    { name: 'IP', cell: ({ status }: Pod) => status.podIP ?? '<none>', wide: true },
    { name: 'Node', cell: ({ spec }: Pod) => spec.nodeName ?? '<none>', wide: true },
  ],
  deployments: [
    { name: 'Ready', cell: ({ spec, status }: Deployment) => `${status.readyReplicas ?? 0}/${spec.replicas}` },
    { name: 'Up-to-date', cell: ({ status }: Deployment) => status.updatedReplicas ?? 0 },
    { name: 'Available', cell: ({ status }: Deployment) => status.availableReplicas ?? 0 },
    age,
  ],
  replicasets: [
    { name: 'Desired', cell: ({ spec }: ReplicaSet) => spec.replicas },
    { name: 'Current', cell: ({ status }: ReplicaSet) => status.replicas },
    { name: 'Ready', cell: ({ status }: ReplicaSet) => status.readyReplicas ?? 0 },
    age,
  ],
  services: [
    { name: 'Type', cell: ({ spec }: Service) => spec.type },
    { name: 'Cluster-IP', cell: ({ spec }: Service) => spec.clusterIP ?? '<none>' },
    { name: 'Port(s)', cell: servicePorts },
    age,
  ],
  nodes: [{ name: 'Status', cell: nodeState }, age],
  namespaces: [{ name: 'Status', cell: ({ status }: Namespace) => status.phase }, age],
  ingresses: [
    { name: 'Class', cell: ({ spec }: Ingress) => spec.ingressClassName ?? '<none>' },
    { name: 'Hosts', cell: ingressHosts },
    { name: 'Address', cell: ({ status }: Ingress) => status?.loadBalancer?.ingress?.[0]?.hostname ?? '' },
    age,
  ],
  ingressclasses: [{ name: 'Controller', cell: ({ spec }: IngressClass) => spec?.controller ?? '' }, age],
  jobs: [
    { name: 'Status', cell: jobState },
    { name: 'Completions', cell: ({ spec, status }: Job) => `${status.succeeded ?? 0}/${spec.completions ?? 1}` },
    age,
  ],
  horizontalpodautoscalers: [
    { name: 'Reference', cell: ({ spec: { scaleTargetRef: to } }: HorizontalPodAutoscaler) => `${to.kind}/${to.name}` },
    { name: 'MinPods', cell: ({ spec }: HorizontalPodAutoscaler) => spec.minReplicas },
    { name: 'MaxPods', cell: ({ spec }: HorizontalPodAutoscaler) => spec.maxReplicas },
    { name: 'Replicas', cell: ({ status }: HorizontalPodAutoscaler) => status.currentReplicas ?? 0 },
    age,
  ],
  targetgroupbindings: [
    { name: 'Service-Name', cell: ({ spec }: TargetGroupBinding) => spec.serviceRef.name },
    { name: 'Service-Port', cell: ({ spec }: TargetGroupBinding) => spec.serviceRef.port },
    { name: 'Target-Type', cell: ({ spec }: TargetGroupBinding) => spec.targetType ?? '' },
    age,
  ],
  events: [
    { name: 'Last Seen', cell: ({ lastTimestamp }: Event, now) => humanDuration(now - Date.parse(lastTimestamp)) },
    { name: 'Type', cell: ({ type }: Event) => type },
    { name: 'Reason', cell: ({ reason }: Event) => reason },
    { name: 'Object', cell: ({ involvedObject: { kind, name } }: Event) => `${kind.toLowerCase()}/${name}` },
    { name: 'Message', cell: ({ message }: Event) => message },
  ],
};

/** The columns of a resource, its name first. */
export function columnsOf(plural: ResourceName): readonly Column<KubeObject>[] {
  return [name, ...((columns[plural] ?? [age]) as readonly Column<KubeObject>[])];
}

function readyContainers({ spec, status }: Pod): string {
  const ready = (status.containerStatuses ?? []).filter((container) => container.ready).length;
  return `${ready}/${spec.containers.length}`;
}

function podState(pod: Pod): string {
  if (isTerminating(pod)) return 'Terminating';
  const states = (pod.status.containerStatuses ?? []).map(({ state }) => state.waiting ?? state.terminated);
  return states.find((state) => state !== undefined)?.reason ?? pod.status.phase ?? 'Unknown';
}

function servicePorts({ spec }: Service): string {
  const ports = (spec.ports ?? []).map(({ port, protocol = 'TCP' }) => `${port}/${protocol}`);
  return ports.length === 0 ? '<none>' : ports.join(',');
}

function ingressHosts({ spec }: Ingress): string {
  const hosts = (spec.rules ?? []).flatMap(({ host }) => host ?? []);
  return hosts.length === 0 ? '*' : hosts.join(',');
}

function nodeState({ spec, status }: Node): string {
  const ready = status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true;
  return `${ready ? 'Ready' : 'NotReady'}${spec.unschedulable === true ? ',SchedulingDisabled' : ''}`;
}

function jobState({ status }: Job): string {
  return status.conditions?.find(({ type }) => type === 'Complete' || type === 'Failed')?.type ?? 'Running';
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}

/** `45s`, `3m`, `5h`, `12d`: how long ago, roughly. */
function humanDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 120) return `${seconds}s`;
  if (seconds < 7_200) return `${Math.floor(seconds / 60)}m`;
  return seconds < 172_800 ? `${Math.floor(seconds / 3_600)}h` : `${Math.floor(seconds / 86_400)}d`;
}
