import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { KubernetesObject, V1Node } from '@kubernetes/client-node';
import { clusterInspection } from '../../../src/adapters/k8s/inspect-cluster.ts';
import { quantity } from '../../../src/adapters/k8s/quantity.ts';
import type { Inspected } from '../../../src/ports/inspection.ts';
import { eventually, openCluster, type TestCluster } from '../../support/cluster.ts';
import { blue, green, rule } from '../../support/release-facts.ts';
import { json, startStub } from './stub-api-server.ts';

const suffix = `${process.pid}-${Date.now().toString(36)}`;
const inspected: Inspected = {
  ...{ service: 'orders', cluster: 'production', container: 'app', listenerRule: rule, throughIngress: false },
  stable: { namespace: `seen-blue-${suffix}`, deployment: 'orders', targetGroup: blue },
  candidate: { namespace: `seen-green-${suffix}`, deployment: 'orders', targetGroup: green },
};
const { namespace } = inspected.stable;
const labels = { app: 'orders' };

const deployment = (name: string, env: object[], replicas: number) => ({
  ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace, labels: { app: name } } },
  spec: {
    replicas,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: {
        serviceAccountName: 'orders',
        containers: [
          {
            ...{ name: 'app', image: 'shop/orders:ok', ports: [{ name: 'http', containerPort: 8080 }], env },
            resources: { requests: { cpu: '250m', memory: '0.5Gi' } },
          },
        ],
      },
    },
  },
});
const named = (apiVersion: string, kind: string, name: string, more: object) => ({
  ...{ apiVersion, kind, metadata: { name, namespace } },
  ...more,
});
const ports = [{ name: 'http', port: 80, targetPort: 'http', protocol: 'TCP' }];
const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'orders' };
const objects = [
  named('v1', 'ServiceAccount', 'orders', {}),
  named('v1', 'ConfigMap', 'links', { data: { 'app.properties': `orders=http://orders.${namespace}.svc:80/` } }),
  deployment('orders', [], 2),
  deployment(
    'front',
    [
      { name: 'ORDERS_URL', value: 'http://orders/' },
      { name: 'X', value: 'orders-report' },
    ],
    1,
  ),
  named('v1', 'Service', 'orders', { spec: { selector: labels, ports } }),
  named('v1', 'Service', 'front', { spec: { selector: { app: 'front' }, ports } }),
  named('elbv2.k8s.aws/v1beta1', 'TargetGroupBinding', 'orders', {
    spec: { targetGroupARN: blue, serviceRef: { name: 'orders', port: 80 }, targetType: 'ip' },
  }),
  named('autoscaling/v2', 'HorizontalPodAutoscaler', 'orders', { spec: { scaleTargetRef, maxReplicas: 4 } }),
  named('policy/v1', 'PodDisruptionBudget', 'orders', {
    spec: { maxUnavailable: 1, selector: { matchLabels: labels } },
  }),
];

describe('an inspection of a cluster', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await openCluster();
    const gate = { 'elbv2.k8s.aws/pod-readiness-gate-inject': 'enabled' };
    for (const [name, more] of [
      [namespace, { labels: gate }],
      [inspected.candidate.namespace, {}],
    ] as const)
      await cluster.api.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, ...more } });
    for (const object of objects) await cluster.api.create(object as KubernetesObject);
  });
  afterAll(async () => {
    for (const name of [namespace, inspected.candidate.namespace])
      await cluster.api.delete({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    await cluster.close();
  });
  const inspect = () => clusterInspection(async () => cluster.kubeConfig)(inspected);
  const coresOf = async (node: string): Promise<number> => {
    const found: V1Node = await cluster.api.read({ apiVersion: 'v1', kind: 'Node', metadata: { name: node } });
    return quantity(found.status?.allocatable?.['cpu'] ?? '');
  };

  it('sees what belongs to the Deployment, and nothing of its neighbours', async () => {
    const { stable } = await inspect();
    expect(stable).toMatchObject({
      namespaceLabels: { 'elbv2.k8s.aws/pod-readiness-gate-inject': 'enabled' },
      deployment: { metadata: { name: 'orders' }, spec: { replicas: 2 } },
      services: [{ metadata: { name: 'orders', namespace } }],
      bindings: [{ metadata: { name: 'orders' } }],
      autoscalers: [{ spec: { maxReplicas: 4 } }],
      budgets: [{ spec: { maxUnavailable: 1 } }],
      serviceAccount: { metadata: { name: 'orders' } },
    });
  });

  it('sees where the pods are and what is free on the nodes', async () => {
    const { stable, cluster: all } = await eventually(async () => {
      const side = await inspect();
      expect(side.stable.placement).toHaveLength(2);
      return side;
    });
    expect(all.podSize).toEqual({ cpu: 0.25, memoryBytes: 2 ** 29 });
    const used = all.nodes?.find(({ name }) => name === stable.placement?.[0]);
    expect(used).toMatchObject({ zone: expect.any(String), free: { cpu: expect.any(Number) } });
    expect(used?.free.cpu).toBeLessThan(await coresOf(used?.name ?? ''));
  });

  it('sees an environment without a Deployment as empty, not as unseen', async () => {
    const { candidate } = await inspect();
    expect(candidate).toMatchObject({ deployment: null, services: [] });
    expect(candidate.namespaceLabels).not.toHaveProperty('elbv2.k8s.aws/pod-readiness-gate-inject');
  });

  it('sees who calls the Service by its name, from whatever setting', async () => {
    const { cluster: all } = await inspect();
    expect(all.callers).toEqual([
      { where: `Deployment ${namespace}/front`, setting: 'ORDERS_URL' },
      { where: `ConfigMap ${namespace}/links`, setting: 'app.properties' },
    ]);
  });
});

describe('an inspection that is not let in', () => {
  let stub: Awaited<ReturnType<typeof startStub>>;
  afterEach(() => stub.close());
  const inspectWith = async (respond: (path: string) => readonly [number, object]) => {
    stub = await startStub((request, response) => {
      const [status, body] = respond(new URL(request.url ?? '', 'http://stub').pathname);
      json(response, status, body);
    });
    return clusterInspection(async () => stub.kubeConfig)(inspected);
  };

  it('says what it could not see and why, and sees the rest', async () => {
    const { unseen, cluster, stable } = await inspectWith((path) => {
      if (path === '/api/v1/nodes') return [403, { kind: 'Status', message: 'nodes is forbidden' }];
      if (path.endsWith('/cronjobs')) return [404, { kind: 'Status', message: 'no such resource' }];
      if (path.endsWith('/orders')) return [404, { kind: 'Status', message: 'not found' }];
      return [200, { items: [] }];
    });
    expect(unseen).toEqual([
      { what: `cronjobs of namespace ${namespace}`, why: 'this cluster does not serve it' },
      { what: 'nodes of the cluster', why: 'Kubernetes does not let us read it' },
    ]);
    expect(cluster.nodes).toBeUndefined();
    expect(stable).toMatchObject({ deployment: null, cronJobs: undefined });
  });

  it('reads lists to their end, page by page', async () => {
    const quotas = [1, 2].map((pods) => ({
      metadata: { name: `q${pods}` },
      status: { hard: { pods: String(pods) }, used: {} },
    }));
    const respond = (path: string): readonly [number, object] => {
      if (!path.endsWith('/resourcequotas')) return [200, { items: [] }];
      const next = stub.seen.at(-1)?.url?.includes('continue=next');
      return [200, next ? { items: [quotas[1]] } : { metadata: { continue: 'next' }, items: [quotas[0]] }];
    };
    const { stable } = await inspectWith(respond);
    expect(stable.quotas).toEqual([
      { name: 'q1', room: { pods: 1 } },
      { name: 'q2', room: { pods: 2 } },
    ]);
  });

  it('fails when the server fails: nothing was found out', async () => {
    const failed = inspectWith(() => [500, { kind: 'Status', message: 'etcd is gone' }]);
    await expect(failed).rejects.toMatchObject({ name: 'ClusterUnreachable' });
  });
});
