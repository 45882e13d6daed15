import type { KubernetesObject, V1Deployment, V2HorizontalPodAutoscaler } from '@kubernetes/client-node';
import { clusterWorkload } from '../../../src/adapters/k8s/cluster-workload.ts';
import { type Kind, kinds, kindsInOrder } from '../../../src/adapters/k8s/kinds.ts';
import type { Color, Site } from '../../../src/contracts/site.ts';
import type { Candidate, Removal } from '../../../src/ports/workload.ts';
import type { TestCluster } from '../../support/cluster.ts';
import { blue, green, site } from '../../support/release-facts.ts';
import { candidateWith, deployment, manifests } from './manifests.ts';

const slot = 'tidegate.dev/slot';
let stages = 0;

const podLabels = { app: 'orders', tier: 'web', [slot]: 'blue' };

/** The deployment of the sample workload as the blue slot of its namespace. */
export const slotted: V1Deployment = {
  ...deployment,
  metadata: { name: 'orders-blue', labels: { app: 'orders', [slot]: 'blue' } },
  spec: {
    ...deployment.spec,
    selector: { matchLabels: { app: 'orders', [slot]: 'blue' } },
    template: {
      metadata: { labels: podLabels },
      spec: {
        containers: [],
        ...deployment.spec?.template.spec,
        topologySpreadConstraints: [
          {
            ...{ maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway' },
            labelSelector: { matchExpressions: [{ key: slot, operator: 'In', values: ['blue'] }] },
          },
        ],
      },
    },
  },
};

const port = { name: 'http', port: 80, targetPort: 'http', protocol: 'TCP' };
const service = (name: string, selector: Record<string, string>) => ({
  metadata: { name },
  spec: { selector, ports: [port] },
});
const budget = (name: string, matchLabels: Record<string, string>) => ({
  metadata: { name },
  spec: { minAvailable: 1, selector: { matchLabels } },
});
const autoscaler: V2HorizontalPodAutoscaler = {
  metadata: { name: 'orders-blue' },
  spec: {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'orders-blue' },
    ...{ minReplicas: 2, maxReplicas: 4 },
  },
};
const binding: KubernetesObject & { spec: object } = {
  metadata: { name: 'orders-blue' },
  spec: { targetGroupARN: blue, serviceRef: { name: 'orders-blue', port: 80 }, targetType: 'ip' },
};

const seeds: Readonly<Record<Kind, readonly KubernetesObject[]>> = {
  ...manifests,
  Deployment: [slotted],
  Service: [service('orders-blue', { app: 'orders', [slot]: 'blue' }), service('orders', { app: 'orders' })],
  TargetGroupBinding: [binding],
  HorizontalPodAutoscaler: [autoscaler],
  PodDisruptionBudget: [budget('orders-blue', { app: 'orders', [slot]: 'blue' }), budget('orders', { app: 'orders' })],
};

/** One namespace of its own with blue and green side by side: blue is stable. */
export const createSlotStage = async ({ kubeConfig, api }: TestCluster, without: readonly Kind[] = []) => {
  const namespace = `shop-${process.pid}-${Date.now().toString(36)}-${++stages}`;
  const environment = (color: Color, targetGroup: string) => ({
    ...{ color, namespace, targetGroup, deployment: `orders-${color}` },
  });
  const here: Site = { ...site, stable: environment('blue', blue), candidate: environment('green', green) };
  const create = (kind: Kind, object: KubernetesObject) =>
    api.create({ ...object, apiVersion: kinds[kind].apiVersion, kind, metadata: { ...object.metadata, namespace } });
  const identity = (kind: Kind, name: string) => ({
    ...{ apiVersion: kinds[kind].apiVersion, kind, metadata: { name, namespace } },
  });

  await api.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  for (const kind of kindsInOrder.filter((one) => !without.includes(one)))
    await Promise.all(seeds[kind].map((object) => create(kind, object)));

  const candidate = (changes: Partial<Candidate> = {}) =>
    candidateWith({ site: here, capacity: { replicas: 1, floor: 2 }, ...changes });
  return {
    site: here,
    /** The next release: green is stable now. */
    back: { ...here, stable: here.candidate, candidate: here.stable },
    workload: clusterWorkload(async () => kubeConfig),
    candidate,
    removal: (changes: Partial<Removal> = {}): Removal => ({
      ...{ release: candidate().release, cluster: here.cluster, namespace, deployment: 'orders-green', keep: [] },
      ...changes,
    }),
    create,
    read: <Shape extends KubernetesObject>(kind: Kind, name: string) =>
      api.read(identity(kind, name)) as Promise<unknown> as Promise<Shape>,
    patch: (kind: Kind, name: string, changes: object) => api.patch({ ...identity(kind, name), ...changes }),
    drop: (kind: Kind, name: string) => api.delete(identity(kind, name)),
    names: async (kind: Kind): Promise<string[]> => {
      const { items } = await api.list(kinds[kind].apiVersion, kind, namespace);
      return items.map(({ metadata }) => metadata?.name ?? '').toSorted();
    },
    close: () => api.delete({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }),
  };
};
export type SlotStage = Awaited<ReturnType<typeof createSlotStage>>;
