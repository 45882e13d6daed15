import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually, openCluster, type TestCluster } from '../../support/cluster.ts';
import { createInPlaceStage, type InPlaceStage, watchImages } from './in-place-stage.ts';
import { newImage, oldImage, registry } from './manifests.ts';

let cluster: TestCluster;
let stage: InPlaceStage;
beforeAll(async () => {
  cluster = await openCluster();
});
afterAll(() => cluster.close());
beforeEach(async () => {
  stage = await createInPlaceStage(cluster);
  await stage.ready();
});
afterEach(() => stage.close());

const stopped = () => eventually(async () => expect(await stage.workload.stop(stage.candidate())).toBe(true));

describe('stopping a version', () => {
  it('is done when its last pod is gone, and not before', async () => {
    expect(await stage.workload.stop(stage.candidate())).toBe(false);
    await stopped();
    const pods = await cluster.api.list('v1', 'Pod', stage.namespace);
    expect(pods.items).toEqual([]);
    expect(await stage.running()).toMatchObject({ image: oldImage, replicas: 0 });
  });

  it('refuses over a newer release', async () => {
    await stage.workload.replace(stage.candidate({ release: { service: 'orders', epoch: 8 } }));
    await expect(stage.workload.stop(stage.candidate())).rejects.toMatchObject({ name: 'StaleRelease' });
    expect(await stage.running()).toMatchObject({ replicas: 2 });
  });
});

describe('restoring a version', () => {
  it('brings the former template back after one that never got ready', async () => {
    const item = await stage.way();
    await stage.workload.replace(stage.candidate({ image: `${registry}:crash` }));
    await stage.restored(item);
    expect(await stage.running()).toMatchObject({ image: oldImage, revision: item.revision, replicas: 2 });
    expect((await stage.read()).spec?.template.metadata?.labels).toEqual({ app: 'orders', tier: 'web' });
    expect(await stage.ready()).toEqual({ wanted: 2, ready: 2, stuck: null });
  });

  it('is not done while a pod of the new version is left', async () => {
    const item = await stage.way();
    await stage.workload.replace(stage.candidate());
    await stage.ready();
    expect(await stage.workload.restore(stage.release, item)).toBe(false);
    await stage.restored(item);
    const { replicas, updatedReplicas } = (await stage.read()).status ?? {};
    expect([replicas, updatedReplicas]).toEqual([2, 2]);
  });

  it('of a version that was broken before is not done while a ready pod of the new one is left', async () => {
    const item = { ...(await stage.way()), broken: true };
    await stage.workload.replace(stage.candidate());
    await stage.ready();
    expect(await stage.workload.restore(stage.release, item)).toBe(false);
    await stage.restored(item);
    expect(await stage.running()).toMatchObject({ image: oldImage });
  });

  it('keeps the pods that an autoscaler added meanwhile', async () => {
    const item = await stage.way();
    await stage.workload.replace(stage.candidate());
    await stage.patch({ spec: { replicas: 4 } as never });
    await stage.restored(item);
    expect(await stage.running()).toMatchObject({ image: oldImage, replicas: 4 });
  });

  it('says again which version that is, where a release had brought it', async () => {
    const release = { service: 'orders', epoch: 6 };
    await stage.workload.replace(stage.candidate({ release, image: `${registry}:1.4.0`, version: '1.4.0' }));
    await stage.ready();
    const item = await stage.way({ image: `${registry}:1.4.0` });
    await stage.workload.replace(stage.candidate());
    await stage.ready();
    expect(await stage.running()).toMatchObject({ version: '2.0.0' });
    await stage.restored(item);
    expect(await stage.running()).toMatchObject({ image: `${registry}:1.4.0`, version: '1.4.0' });
  });

  it('changes nothing the second time, not even pods that an autoscaler took away since', async () => {
    const item = await stage.way();
    await stage.workload.replace(stage.candidate());
    await stage.restored(item);
    await stage.patch({ spec: { replicas: 1 } as never });
    const before = (await stage.read()).metadata?.generation;
    await stage.restored(item);
    expect((await stage.read()).metadata?.generation).toBe(before);
  });

  it('has nothing to do where nothing was replaced', async () => {
    const { spec } = await stage.read();
    await stage.restored(await stage.way());
    expect((await stage.read()).spec).toEqual(spec);
  });

  it('starts pods that were stopped and never replaced', async () => {
    const item = await stage.way({ stopFirst: true });
    await stopped();
    await stage.restored(item);
    expect(await stage.running()).toMatchObject({ image: oldImage, replicas: 2 });
  });

  it('leaves alone what somebody else deployed since', async () => {
    const item = await stage.way();
    await stage.workload.replace(stage.candidate());
    const containers = [{ name: 'app', image: `${registry}:hotfix` }];
    await stage.patch({ spec: { template: { spec: { containers } } } as never });
    await stage.restored(item);
    expect(await stage.running()).toMatchObject({ image: `${registry}:hotfix` });
  });

  it('puts only the image back where the ReplicaSet is gone', async () => {
    const item = await stage.way({ revision: 'orders-collected' });
    await stage.workload.replace(stage.candidate());
    await stage.restored(item);
    expect(await stage.running()).toMatchObject({ image: oldImage, version: null });
  });

  it('refuses over a newer release', async () => {
    const item = await stage.way();
    await stage.workload.replace(stage.candidate({ release: { service: 'orders', epoch: 8 } }));
    await expect(stage.workload.restore(stage.release, item)).rejects.toMatchObject({ name: 'StaleRelease' });
    expect(await stage.running()).toMatchObject({ image: newImage });
  });

  it('can never be done where the deployment is gone', async () => {
    const item = await stage.way({ deployment: 'none' });
    await expect(stage.workload.restore(stage.release, item)).rejects.toMatchObject({
      name: 'NotConverged',
      message: expect.stringContaining('deployment none is gone'),
    });
  });
});

describe('versions that must never run at once', () => {
  it('do not, on the way there and on the way back', async () => {
    const history = await watchImages(cluster.admin, stage.namespace);
    const item = await stage.way({ stopFirst: true });
    await stopped();
    await stage.workload.replace(stage.candidate());
    await stage.ready();
    await stage.restored(item);
    await eventually(async () => expect(history.together.at(-1)).toEqual([oldImage]));
    history.stop();
    expect(history.together).toContainEqual([newImage]);
    expect(history.together.filter((images) => images.length > 1)).toEqual([]);
  });
});
