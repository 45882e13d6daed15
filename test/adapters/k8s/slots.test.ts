import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type {
  V1Deployment,
  V1PodDisruptionBudget,
  V1Service,
  V2HorizontalPodAutoscaler,
} from '@kubernetes/client-node';
import { type Kind, kindsInOrder } from '../../../src/adapters/k8s/kinds.ts';
import { eventually, openCluster, type TestCluster } from '../../support/cluster.ts';
import { blue, green } from '../../support/release-facts.ts';
import { newImage, oldImage } from './manifests.ts';
import { createSlotStage, type SlotStage, slotted } from './slot-stage.ts';

let cluster: TestCluster;
let stage: SlotStage;
beforeAll(async () => {
  cluster = await openCluster();
});
afterAll(() => cluster.close());
beforeEach(async () => {
  stage = await createSlotStage(cluster);
});
afterEach(() => stage.close());

const slot = (color: string) => ({ 'tidegate.dev/slot': color });
const inventory = async (): Promise<Partial<Record<Kind, string[]>>> =>
  Object.fromEntries(await Promise.all(kindsInOrder.map(async (kind) => [kind, await stage.names(kind)] as const)));
const gone = (removal = stage.removal()) =>
  eventually(async () => expect(await stage.workload.remove(removal)).toBe(true));

describe('a candidate in the other slot', () => {
  it('gets a deployment of its own that shares no pod with stable', async () => {
    await stage.workload.deploy(stage.candidate());
    const { metadata, spec } = await stage.read<V1Deployment>('Deployment', 'orders-green');
    expect(metadata?.labels).toMatchObject({ ...slot('green'), 'tidegate.dev/service': 'orders' });
    expect(spec?.selector.matchLabels).toEqual({ app: 'orders', ...slot('green') });
    expect(spec?.template.metadata?.labels).toMatchObject(slot('green'));
    expect(spec?.template.spec?.topologySpreadConstraints?.[0]?.labelSelector?.matchExpressions).toEqual([
      { key: 'tidegate.dev/slot', operator: 'In', values: ['green'] },
    ]);
    expect(spec?.template.spec?.containers[0]?.image).toBe(newImage);
    const stable = await stage.read<V1Deployment>('Deployment', 'orders-blue');
    expect(stable.spec?.template.spec?.containers[0]?.image).toBe(oldImage);
  });

  it('gets what belongs to a slot, and shares the rest', async () => {
    const before = await inventory();
    await stage.workload.deploy(stage.candidate());
    const after = await inventory();
    for (const kind of ['ConfigMap', 'Secret', 'ServiceAccount'] as const) expect(after[kind]).toEqual(before[kind]);
    expect(after).toMatchObject({
      ...{ Deployment: ['orders-blue', 'orders-green'], Service: ['orders', 'orders-blue', 'orders-green'] },
      ...{
        TargetGroupBinding: ['orders-blue', 'orders-green'],
        PodDisruptionBudget: ['orders', 'orders-blue', 'orders-green'],
      },
      HorizontalPodAutoscaler: ['orders-blue', 'orders-green'],
    });
  });

  it('is reached and scaled by its own objects', async () => {
    await stage.workload.deploy(stage.candidate());
    const [service, binding, autoscaler, budget] = await Promise.all([
      stage.read<V1Service>('Service', 'orders-green'),
      stage.read('TargetGroupBinding', 'orders-green'),
      stage.read<V2HorizontalPodAutoscaler>('HorizontalPodAutoscaler', 'orders-green'),
      stage.read<V1PodDisruptionBudget>('PodDisruptionBudget', 'orders-green'),
    ]);
    expect(service.spec?.selector).toEqual({ app: 'orders', ...slot('green') });
    expect(binding).toMatchObject({ spec: { targetGroupARN: green, serviceRef: { name: 'orders-green', port: 80 } } });
    expect(autoscaler.spec?.scaleTargetRef.name).toBe('orders-green');
    expect(budget.spec?.selector?.matchLabels).toEqual({ app: 'orders', ...slot('green') });
  });

  it('is named after its slot though stable’s object is not', async () => {
    await stage.drop('HorizontalPodAutoscaler', 'orders-blue');
    const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'orders-blue' };
    await stage.create('HorizontalPodAutoscaler', {
      metadata: { name: 'by-load' },
      spec: { scaleTargetRef, maxReplicas: 3 },
    } as V2HorizontalPodAutoscaler);
    await stage.workload.deploy(stage.candidate());
    expect(await stage.names('HorizontalPodAutoscaler')).toEqual(['by-load', 'by-load-green']);
    await stage.workload.deploy(stage.candidate({ site: stage.back, release: { service: 'orders', epoch: 8 } }));
    expect(await stage.names('HorizontalPodAutoscaler')).toEqual(['by-load', 'by-load-green']);
  });

  it('leaves the Service of its slot as it is once it is there', async () => {
    await stage.create('Service', {
      metadata: { name: 'orders-green' },
      spec: { selector: { app: 'orders', ...slot('green') }, ports: [{ port: 8080 }] },
    } as V1Service);
    await stage.workload.deploy(stage.candidate());
    const service = await stage.read<V1Service>('Service', 'orders-green');
    expect(service.spec?.ports?.map(({ port }) => port)).toEqual([8080]);
  });

  it('changes nothing the second time', async () => {
    await stage.workload.deploy(stage.candidate());
    const first = await stage.read<V1Deployment>('Deployment', 'orders-green');
    await stage.workload.deploy(stage.candidate());
    const second = await stage.read<V1Deployment>('Deployment', 'orders-green');
    expect(second.metadata?.generation).toBe(first.metadata?.generation);
  });

  it('clones no binding that the load balancer controller owns', async () => {
    await stage.drop('TargetGroupBinding', 'orders-blue');
    const labels = { 'ingress.k8s.aws/stack': 'shop' };
    const spec = { targetGroupARN: blue, serviceRef: { name: 'orders-blue', port: 80 }, targetType: 'ip' };
    await stage.create('TargetGroupBinding', { metadata: { name: 'k8s-shop-blue', labels }, spec } as object);
    const theirs = { targetGroupARN: green, serviceRef: { name: 'orders-green', port: 80 }, targetType: 'ip' };
    await stage.create('TargetGroupBinding', { metadata: { name: 'k8s-shop-green' }, spec: theirs } as object);
    await stage.workload.deploy(stage.candidate());
    expect(await stage.names('TargetGroupBinding')).toEqual(['k8s-shop-blue', 'k8s-shop-green']);
  });

  it('is rejected, with the fix, where stable would take its pods for its own', async () => {
    await stage.drop('Deployment', 'orders-blue');
    const selector = { matchLabels: { app: 'orders' } };
    await eventually(() =>
      stage.create('Deployment', { ...slotted, spec: { ...slotted.spec, selector } } as V1Deployment),
    );
    await expect(stage.workload.deploy(stage.candidate())).rejects.toMatchObject({
      name: 'CandidateRejected',
      message: expect.stringMatching(/orders-blue .* make it anew with tidegate\.dev\/slot: blue in spec\.selector/),
    });
    expect(await stage.names('Deployment')).toEqual(['orders-blue']);
  });
});

describe('taking a slot away', () => {
  it('leaves the other slot, what both share, and the Service for good', async () => {
    const before = await inventory();
    await stage.workload.deploy(stage.candidate());
    await gone();
    await eventually(async () =>
      expect(await inventory()).toEqual({ ...before, Service: [...(before.Service ?? []), 'orders-green'].toSorted() }),
    );
    expect(await stage.workload.running(stage.site, stage.site.stable)).toMatchObject({ image: oldImage, replicas: 2 });
  });

  it('leaves what Tidegate made for the other slot too', async () => {
    await stage.workload.deploy(stage.candidate());
    const release = { service: 'orders', epoch: 8 };
    await gone(stage.removal({ release: { service: 'orders', epoch: 7 }, deployment: 'orders-blue' }));
    await stage.workload.deploy(stage.candidate({ site: stage.back, release }));
    await gone(stage.removal({ release, deployment: 'orders-blue' }));
    expect(await stage.names('Deployment')).toEqual(['orders-blue', 'orders-green']);
    expect((await stage.read<V1Deployment>('Deployment', 'orders-blue')).spec?.replicas).toBe(0);
    expect(await stage.names('PodDisruptionBudget')).toContain('orders-green');
  });

  it('waits for its own pods, not for stable’s, once its deployment is gone', async () => {
    const release = { service: 'orders', epoch: 8 };
    await stage.workload.deploy(stage.candidate());
    await gone(stage.removal({ deployment: 'orders-blue' }));
    await stage.drop('Deployment', 'orders-blue');
    expect(await stage.workload.remove(stage.removal({ release, deployment: 'orders-blue' }))).toBe(true);
    expect(await stage.names('Deployment')).toContain('orders-green');
  });
});
