import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { V1ConfigMap, V1Deployment, V2HorizontalPodAutoscaler } from '@kubernetes/client-node';
import { KubeConfig } from '@kubernetes/client-node';
import { clusterWorkload } from '../../../src/adapters/k8s/cluster-workload.ts';
import { eventually, openCluster, type TestCluster } from '../../support/cluster.ts';
import { green } from '../../support/release-facts.ts';
import { deployment, manifests, newImage, oldImage, registry } from './manifests.ts';
import { createStage, type Stage } from './stage.ts';

let cluster: TestCluster;
let stage: Stage;
beforeAll(async () => {
  cluster = await openCluster();
});
afterAll(() => cluster.close());
beforeEach(async () => {
  stage = await createStage(cluster);
});
afterEach(() => stage.close());

const cloned = {
  ServiceAccount: ['orders'],
  ConfigMap: ['orders-env', 'orders-files', 'orders-log'],
  Secret: ['orders-db', 'orders-pull', 'orders-registry', 'orders-tls'],
  Service: ['orders'],
  TargetGroupBinding: ['orders'],
  Deployment: ['orders'],
  HorizontalPodAutoscaler: ['orders'],
  PodDisruptionBudget: ['orders'],
};

/** Until the wanted pods are ready. */
const ready = () =>
  eventually(async () => {
    const readiness = await stage.workload.readiness(stage.site, stage.site.candidate);
    expect(readiness.ready).toBe(readiness.wanted);
    expect(readiness.wanted).toBeGreaterThan(0);
    return readiness;
  });

const gone = () => eventually(async () => expect(await stage.workload.remove(stage.removal())).toBe(true));

describe('what runs', () => {
  it('is told with image, pods and floor, and no version before the first release', async () => {
    expect(await stage.workload.running(stage.site, stage.site.stable)).toMatchObject({
      ...{ image: oldImage, replicas: 2, floor: 2, version: null },
    });
  });

  it('is nothing where there is no deployment, or none with the container', async () => {
    expect(await stage.workload.running(stage.site, stage.site.candidate)).toBeNull();
    expect(await stage.workload.running({ ...stage.site, container: 'other' }, stage.site.stable)).toBeNull();
  });

  it('has the version of its release, as long as nobody changes the image', async () => {
    await stage.workload.deploy(stage.candidate());
    expect(await stage.workload.running(stage.site, stage.site.candidate)).toMatchObject({ version: '2.0.0' });
    const spec = { template: { spec: { containers: [{ name: 'app', image: `${registry}:by-hand` }] } } };
    const metadata = { name: 'orders', namespace: stage.site.candidate.namespace };
    await cluster.api.patch({ apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec } as V1Deployment);
    expect(await stage.workload.running(stage.site, stage.site.candidate)).toMatchObject({ version: null });
  });
});

describe('deploying a candidate', () => {
  it('clones what the workload needs, nothing of its neighbours, and leaves stable alone', async () => {
    const before = await stage.read<V1Deployment>('Deployment', 'orders', stage.site.stable.namespace);
    await stage.workload.deploy(stage.candidate());
    expect(await stage.inventory()).toEqual(cloned);
    const copy = await stage.read<V1Deployment>('Deployment', 'orders');
    expect(copy.spec?.template.spec?.containers.map(({ image }) => image)).toEqual([newImage, 'envoy:1']);
    expect(copy.metadata?.labels).toMatchObject({ app: 'orders', 'tidegate.dev/service': 'orders' });
    expect(await stage.read('TargetGroupBinding', 'orders')).toMatchObject({ spec: { targetGroupARN: green } });
    const after = await stage.read<V1Deployment>('Deployment', 'orders', stage.site.stable.namespace);
    expect(after.metadata?.generation).toBe(before.metadata?.generation);
  });

  it('gives it the capacity that stable has now', async () => {
    await stage.workload.deploy(stage.candidate({ capacity: { replicas: 4, floor: 2 } }));
    const copy = await stage.read<V1Deployment>('Deployment', 'orders');
    const autoscaler = await stage.read<V2HorizontalPodAutoscaler>('HorizontalPodAutoscaler', 'orders');
    expect(copy.spec?.replicas).toBe(4);
    expect(autoscaler.spec).toMatchObject({ minReplicas: 4, maxReplicas: 10 });
    expect(await stage.workload.running(stage.site, stage.site.candidate)).toMatchObject({ replicas: 4, floor: 2 });
  });

  it('changes nothing the second time', async () => {
    await stage.workload.deploy(stage.candidate());
    const first = await stage.read<V1Deployment>('Deployment', 'orders');
    await stage.workload.deploy(stage.candidate());
    const second = await stage.read<V1Deployment>('Deployment', 'orders');
    expect(second.metadata?.generation).toBe(first.metadata?.generation);
    expect(second.metadata?.annotations?.['tidegate.dev/created']).toBe('true');
  });

  it('refuses over a newer release, and writes nothing', async () => {
    await stage.workload.deploy(stage.candidate({ release: { service: 'orders', epoch: 8 } }));
    await expect(stage.workload.deploy(stage.candidate({ image: oldImage }))).rejects.toMatchObject({
      name: 'StaleRelease',
      message: expect.stringContaining('release 8 of orders'),
    });
    expect(await stage.workload.running(stage.site, stage.site.candidate)).toMatchObject({ image: newImage });
  });

  it('takes over what somebody made by hand, without calling it its own', async () => {
    const idle = { ...deployment, spec: { ...deployment.spec, replicas: 0 } };
    await stage.create('Deployment', idle, stage.site.candidate.namespace);
    await stage.workload.deploy(stage.candidate());
    const taken = await stage.read<V1Deployment>('Deployment', 'orders');
    expect(taken.spec?.replicas).toBe(1);
    expect(taken.metadata?.annotations).not.toHaveProperty(['tidegate.dev/created']);
  });

  it('leaves the only binding of the target group alone, whatever its name', async () => {
    const binding = { ...manifests.TargetGroupBinding[0], metadata: { name: 'by-hand' } };
    const bound = { ...binding, spec: { ...binding.spec, targetGroupARN: green } };
    await stage.create('TargetGroupBinding', bound, stage.site.candidate.namespace);
    await stage.workload.deploy(stage.candidate());
    expect(await stage.names('TargetGroupBinding')).toEqual(['by-hand']);
  });

  it('makes immutable configuration of its own again when it changed', async () => {
    await stage.workload.deploy(stage.candidate());
    const { namespace } = stage.site.stable;
    await cluster.api.delete({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'orders-files', namespace } });
    const changed = { metadata: { name: 'orders-files' }, immutable: true, data: { 'motd.txt': 'changed' } };
    await stage.create('ConfigMap', changed, namespace);
    await stage.workload.deploy(stage.candidate());
    expect((await stage.read<V1ConfigMap>('ConfigMap', 'orders-files')).data).toEqual({ 'motd.txt': 'changed' });
  });

  it('is rejected where immutable configuration of somebody else differs', async () => {
    const theirs = { metadata: { name: 'orders-files' }, immutable: true, data: { 'motd.txt': 'theirs' } };
    await stage.create('ConfigMap', theirs, stage.site.candidate.namespace);
    await expect(stage.workload.deploy(stage.candidate())).rejects.toMatchObject({
      name: 'CandidateRejected',
      message: expect.stringContaining('ConfigMap orders-files'),
    });
  });

  it('is rejected, in words of Kubernetes, where the namespace is missing', async () => {
    const candidate = { ...stage.site.candidate, namespace: 'no-such-namespace' };
    await expect(stage.workload.deploy(stage.candidate({ site: { ...stage.site, candidate } }))).rejects.toMatchObject({
      name: 'CandidateRejected',
      message: expect.stringMatching(/namespaces? "no-such-namespace" not found/),
    });
  });

  it('is rejected where a selector that can never change differs', async () => {
    const labels = { app: 'orders', generation: 'former' };
    const template = { ...deployment.spec?.template, metadata: { labels } };
    const other = {
      ...deployment,
      spec: { ...deployment.spec, replicas: 0, selector: { matchLabels: labels }, template },
    };
    await stage.create('Deployment', other, stage.site.candidate.namespace);
    await expect(stage.workload.deploy(stage.candidate())).rejects.toMatchObject({
      name: 'CandidateRejected',
      message: expect.stringContaining('field is immutable'),
    });
  });

  it('is rejected where no binding would bring users', async () => {
    const { namespace } = stage.site.stable;
    const binding = { apiVersion: 'elbv2.k8s.aws/v1beta1', kind: 'TargetGroupBinding' };
    await cluster.api.delete({ ...binding, metadata: { name: 'orders', namespace } });
    await expect(stage.workload.deploy(stage.candidate())).rejects.toMatchObject({
      name: 'CandidateRejected',
      message: expect.stringContaining('no TargetGroupBinding'),
    });
  });
});

describe('readiness', () => {
  it('comes when all wanted pods are ready', async () => {
    await stage.workload.deploy(stage.candidate({ capacity: { replicas: 2, floor: 2 } }));
    expect(await ready()).toEqual({ wanted: 2, ready: 2, stuck: null });
  });

  it.each([
    ['an image that cannot be pulled', 'missing', /pod orders-\S+: (ErrImagePull|ImagePullBackOff)/],
    ['a program that crashes', 'crash', /pod orders-\S+: CrashLoopBackOff after \d+ restarts/],
  ])('never comes, and says why, with %s', async (_what, tag, sentence) => {
    await stage.workload.deploy(stage.candidate({ image: `${registry}:${tag}`, capacity: { replicas: 1, floor: 1 } }));
    await eventually(async () => {
      const { stuck } = await stage.workload.readiness(stage.site, stage.site.candidate);
      expect(stuck).toMatch(sentence);
    }, 1200);
  });

  it('wants nothing where nothing was deployed', async () => {
    expect(await stage.workload.readiness(stage.site, stage.site.candidate)).toEqual({
      wanted: 0,
      ready: 0,
      stuck: null,
    });
  });
});

describe('taking a version away', () => {
  it('leaves nothing of it, and says when its last pod is gone', async () => {
    await stage.workload.deploy(stage.candidate({ capacity: { replicas: 2, floor: 2 } }));
    await ready();
    await stage.workload.remove(stage.removal());
    await gone();
    await eventually(async () => expect(await stage.inventory()).toEqual({}));
  });

  it('leaves the kinds that the policy keeps', async () => {
    await stage.workload.deploy(stage.candidate());
    await stage.workload.remove(stage.removal({ keep: ['Service', 'ConfigMap', 'Secret'] }));
    const { Service, ConfigMap, Secret } = cloned;
    await eventually(async () => expect(await stage.inventory()).toEqual({ Service, ConfigMap, Secret }));
  });

  it('scales to zero what somebody made by hand, and leaves the rest of it', async () => {
    await stage.create('Deployment', deployment, stage.site.candidate.namespace);
    await stage.create('Service', manifests.Service[0] ?? {}, stage.site.candidate.namespace);
    await stage.workload.remove(stage.removal());
    await gone();
    expect((await stage.read<V1Deployment>('Deployment', 'orders')).spec?.replicas).toBe(0);
    expect(await stage.inventory()).toEqual({ Deployment: ['orders'], Service: ['orders'] });
  });

  it('refuses when a newer release has written there, and takes nothing', async () => {
    await stage.workload.deploy(stage.candidate({ release: { service: 'orders', epoch: 8 } }));
    await expect(stage.workload.remove(stage.removal())).rejects.toMatchObject({ name: 'StaleRelease' });
    expect(await stage.inventory()).toEqual(cloned);
  });

  it('is done at once where nothing ever was', async () => {
    expect(await stage.workload.remove(stage.removal())).toBe(true);
    expect(await stage.workload.remove(stage.removal({ namespace: 'no-such-namespace' }))).toBe(true);
  });

  it('can be followed by the next release', async () => {
    await stage.workload.deploy(stage.candidate());
    await stage.workload.remove(stage.removal());
    await gone();
    await eventually(() => stage.workload.deploy(stage.candidate({ release: { service: 'orders', epoch: 8 } })));
    expect(await stage.inventory()).toEqual(cloned);
  });
});

it('is unreachable, with the address, when nothing answers', async () => {
  const nowhere = new KubeConfig();
  const server = 'https://127.0.0.1:1';
  nowhere.loadFromClusterAndUser({ name: 'none', server, skipTLSVerify: true }, { name: 'nobody', token: 'secret' });
  const failure = clusterWorkload(async () => nowhere).running(stage.site, stage.site.stable);
  await expect(failure).rejects.toMatchObject({ name: 'ClusterUnreachable', message: expect.stringContaining(server) });
  await expect(failure).rejects.not.toMatchObject({ message: expect.stringContaining('secret') });
});
