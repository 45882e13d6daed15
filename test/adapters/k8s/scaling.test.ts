import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { V1Deployment, V2HorizontalPodAutoscaler } from '@kubernetes/client-node';
import { openCluster, type TestCluster } from '../../support/cluster.ts';
import { createSlotStage, type SlotStage } from './slot-stage.ts';

let cluster: TestCluster;
let stage: SlotStage;
beforeAll(async () => {
  cluster = await openCluster();
});
afterAll(() => cluster.close());
beforeEach(async () => {
  stage = await createSlotStage(cluster);
  await stage.workload.deploy(stage.candidate());
});
afterEach(() => stage.close());

const release = { service: 'orders', epoch: 7 };
const scale = (replicas: number, epoch = 7) =>
  stage.workload.scale({ release: { ...release, epoch }, site: stage.site }, replicas);
const restore = (color: 'blue' | 'green', epoch = 7) =>
  stage.workload.restoreFloor(
    { ...release, epoch },
    { cluster: stage.site.cluster, namespace: stage.site.stable.namespace, deployment: `orders-${color}`, floor: 2 },
  );
const autoscaler = (color: string) =>
  stage.read<V2HorizontalPodAutoscaler>('HorizontalPodAutoscaler', `orders-${color}`);
const bounds = async (color: string) => {
  const { spec } = await autoscaler(color);
  return [spec?.minReplicas, spec?.maxReplicas];
};
const pods = async (color: string) => (await stage.read<V1Deployment>('Deployment', `orders-${color}`)).spec?.replicas;
const notes = async (color: string) =>
  Object.fromEntries(
    Object.entries((await autoscaler(color)).metadata?.annotations ?? {}).filter(([key]) => /floor|ceiling/.test(key)),
  );
const byHand = (color: string, spec: object) => stage.patch('HorizontalPodAutoscaler', `orders-${color}`, { spec });

describe('a candidate that grows', () => {
  it('gets the pods at once, and a floor that keeps them', async () => {
    await scale(3);
    expect(await pods('green')).toBe(3);
    expect(await bounds('green')).toEqual([3, 4]);
  });

  it('gets a ceiling that lets it have them', async () => {
    await scale(6);
    expect(await bounds('green')).toEqual([6, 6]);
    await restore('green');
    expect(await bounds('green')).toEqual([2, 4]);
  });

  it('never shrinks by it', async () => {
    await scale(3);
    await scale(2);
    expect(await pods('green')).toBe(3);
    expect(await bounds('green')).toEqual([3, 4]);
  });

  it('does without an autoscaler', async () => {
    await stage.drop('HorizontalPodAutoscaler', 'orders-green');
    await scale(3);
    expect(await pods('green')).toBe(3);
  });

  it('is rejected where it is gone', async () => {
    await stage.drop('Deployment', 'orders-green');
    await expect(scale(3)).rejects.toMatchObject({
      name: 'CandidateRejected',
      message: expect.stringContaining('orders-green is gone'),
    });
  });

  it('is not touched by a release that is over', async () => {
    await scale(3, 8);
    await expect(scale(4)).rejects.toMatchObject({ name: 'StaleRelease' });
    await expect(restore('green')).rejects.toMatchObject({ name: 'StaleRelease' });
    expect(await bounds('green')).toEqual([3, 4]);
  });
});

describe('stable while users leave', () => {
  it('keeps the pods that it has', async () => {
    await stage.patch('Deployment', 'orders-blue', { spec: { replicas: 4 } });
    await scale(1);
    expect(await bounds('blue')).toEqual([4, 4]);
    expect(await notes('blue')).toMatchObject({ 'tidegate.dev/floor': '2', 'tidegate.dev/pinned-floor': '4' });
  });

  it('remembers its own floor through any number of steps and retries', async () => {
    await stage.patch('Deployment', 'orders-blue', { spec: { replicas: 3 } });
    await scale(1);
    await stage.patch('Deployment', 'orders-blue', { spec: { replicas: 4 } });
    await scale(1);
    await scale(1);
    expect(await notes('blue')).toMatchObject({ 'tidegate.dev/floor': '2', 'tidegate.dev/pinned-floor': '4' });
  });

  it('gets its own floor back, and nothing of ours is left', async () => {
    await stage.patch('Deployment', 'orders-blue', { spec: { replicas: 4 } });
    await scale(1);
    await restore('blue');
    expect(await bounds('blue')).toEqual([2, 4]);
    expect(await notes('blue')).toEqual({});
    await byHand('blue', { minReplicas: 3 });
    await restore('blue');
    expect(await bounds('blue')).toEqual([3, 4]);
  });

  it('keeps what a person gave it meanwhile', async () => {
    await stage.patch('Deployment', 'orders-blue', { spec: { replicas: 4 } });
    await scale(1);
    await byHand('blue', { minReplicas: 3, maxReplicas: 9 });
    await restore('blue');
    expect(await bounds('blue')).toEqual([3, 9]);
    expect(await notes('blue')).toEqual({});
  });

  it('gets back what a person gave it even where that had to be raised again', async () => {
    await stage.patch('Deployment', 'orders-blue', { spec: { replicas: 4 } });
    await scale(1);
    await byHand('blue', { minReplicas: 3 });
    await scale(1);
    expect(await bounds('blue')).toEqual([4, 4]);
    await restore('blue');
    expect(await bounds('blue')).toEqual([3, 4]);
  });

  it('is told with its own floor while it has ours', async () => {
    await stage.patch('Deployment', 'orders-blue', { spec: { replicas: 4 } });
    await scale(1);
    expect(await stage.workload.running(stage.site, stage.site.stable)).toMatchObject({ replicas: 4, floor: 2 });
  });
});
