import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { V1ConfigMap } from '@kubernetes/client-node';
import { apiServer } from '../../../src/adapters/k8s/api-server.ts';
import { kubernetesObjects } from '../../../src/adapters/k8s/objects.ts';
import { replaceVersion } from '../../../src/adapters/k8s/replace-version.ts';
import type { OfKind } from '../../../src/adapters/k8s/stable-objects.ts';
import { eventually, openCluster, type TestCluster } from '../../support/cluster.ts';
import { createInPlaceStage, type InPlaceStage } from './in-place-stage.ts';
import { deployment, newImage, oldImage, registry } from './manifests.ts';

let cluster: TestCluster;
let stage: InPlaceStage;
beforeAll(async () => {
  cluster = await openCluster();
});
afterAll(() => cluster.close());
beforeEach(async () => {
  stage = await createInPlaceStage(cluster);
});
afterEach(() => stage.close());

describe('what runs', () => {
  it('is told with its ReplicaSet, and how long its pods take to start and to end', async () => {
    await stage.ready();
    const running = await stage.running();
    expect(running).toMatchObject({ image: oldImage, replicas: 2, version: null, graceSeconds: 2 });
    expect(running?.revision).toMatch(/^orders-[a-z0-9]+$/);
    expect(running?.startSeconds).toBeGreaterThanOrEqual(0);
  });

  it('has another ReplicaSet once it is replaced', async () => {
    const before = (await stage.running())?.revision;
    await stage.workload.replace(stage.candidate());
    await stage.ready();
    const after = await stage.running();
    expect(after).toMatchObject({ image: newImage, version: '2.0.0' });
    expect(after?.revision).not.toBe(before);
  });
});

describe('replacing a version', () => {
  it('changes the image and who wrote it, and nothing else', async () => {
    const before = await stage.read();
    await stage.workload.replace(stage.candidate());
    const after = await stage.read();
    const [app, proxy] = after.spec?.template.spec?.containers ?? [];
    expect(app).toEqual({ ...before.spec?.template.spec?.containers[0], image: newImage });
    expect(proxy).toEqual(before.spec?.template.spec?.containers[1]);
    expect(after.spec?.replicas).toBe(2);
    expect(after.spec?.template.metadata?.labels).toEqual({
      ...before.spec?.template.metadata?.labels,
      'tidegate.dev/service': 'orders',
    });
    expect(after.metadata?.annotations).toMatchObject({ 'tidegate.dev/epoch': '7', 'tidegate.dev/version': '2.0.0' });
    expect(after.metadata?.annotations).not.toHaveProperty(['tidegate.dev/created']);
  });

  it('changes nothing the second time', async () => {
    await stage.workload.replace(stage.candidate());
    const first = await stage.read();
    await stage.workload.replace(stage.candidate());
    expect((await stage.read()).metadata?.generation).toBe(first.metadata?.generation);
  });

  it('brings back as many pods as there were before they were stopped', async () => {
    await stage.patch({ spec: { replicas: 0 } as never });
    await stage.workload.replace(stage.candidate({ capacity: { replicas: 3, floor: 2 } }));
    expect((await stage.ready()).wanted).toBe(3);
  });

  it('refuses over a newer release, and writes nothing', async () => {
    await stage.workload.replace(stage.candidate({ release: { service: 'orders', epoch: 8 } }));
    await expect(stage.workload.replace(stage.candidate({ image: oldImage }))).rejects.toMatchObject({
      name: 'StaleRelease',
    });
    expect(await stage.running()).toMatchObject({ image: newImage });
  });

  it('is rejected where the deployment is gone, or has no such container', async () => {
    const away = { ...stage.site.stable, deployment: 'none' };
    const nowhere = stage.candidate({ site: { ...stage.site, candidate: away } });
    await expect(stage.workload.replace(nowhere)).rejects.toThrow('deployment none is gone from namespace');
    const other = stage.candidate({ site: { ...stage.site, container: 'web' } });
    await expect(stage.workload.replace(other)).rejects.toMatchObject({
      name: 'CandidateRejected',
      message: 'deployment orders has no container web any more',
    });
  });
});

describe('readiness in place', () => {
  it('comes only when no pod of the former version is left', async () => {
    await stage.ready();
    await stage.workload.replace(stage.candidate());
    await eventually(async () => {
      const { wanted, ready } = await stage.workload.readiness(stage.site, stage.site.stable);
      const { replicas = 0, updatedReplicas = 0 } = (await stage.read()).status ?? {};
      expect(ready).toBe(wanted);
      expect(replicas).toBe(updatedReplicas);
    });
  });

  it('never comes, and says why, for a program that crashes', async () => {
    await stage.ready();
    await stage.workload.replace(stage.candidate({ image: `${registry}:crash` }));
    await eventually(async () => {
      const { stuck } = await stage.workload.readiness(stage.site, stage.site.stable);
      expect(stuck).toMatch(/CrashLoopBackOff after \d+ restarts/);
    }, 1200);
  });
});

describe('a manifest, in place', () => {
  const template = { ...deployment.spec?.template, metadata: { labels: { app: 'orders', tier: 'web', config: 'b1' } } };
  const rendered = { ...deployment, spec: { ...deployment.spec, replicas: 9, template } } as typeof deployment;
  const configMap = (name: string, level: string): OfKind => ({
    kind: 'ConfigMap',
    object: { metadata: { name }, data: { level } },
  });
  const replace = async (...objects: readonly OfKind[]) =>
    replaceVersion(kubernetesObjects(await apiServer(cluster.kubeConfig)), stage.candidate(), objects);

  it('gives its pod template with the image of the release, and what does not exist yet', async () => {
    await replace(
      { kind: 'Deployment', object: rendered },
      configMap('orders-log', 'info'),
      configMap('orders-b1', 'debug'),
    );
    const { spec } = await stage.read();
    expect(spec?.replicas).toBe(2);
    expect(spec?.template.metadata?.labels).toMatchObject({ config: 'b1', 'tidegate.dev/service': 'orders' });
    expect(spec?.template.spec?.containers[0]?.image).toBe(newImage);
    const created = await stage.readAny<V1ConfigMap>('ConfigMap', 'orders-b1', stage.namespace);
    expect(created.metadata?.annotations).toMatchObject({ 'tidegate.dev/created': 'true', 'tidegate.dev/epoch': '7' });
  });

  it('is rejected, before anything is written, where it changes what the running version uses', async () => {
    await expect(replace(configMap('orders-b1', 'debug'), configMap('orders-log', 'debug'))).rejects.toMatchObject({
      name: 'CandidateRejected',
      message: expect.stringContaining('the manifests change ConfigMap orders-log'),
    });
    await expect(stage.readAny('ConfigMap', 'orders-b1', stage.namespace)).rejects.toMatchObject({ code: 404 });
    expect(await stage.running()).toMatchObject({ image: oldImage });
  });
});
