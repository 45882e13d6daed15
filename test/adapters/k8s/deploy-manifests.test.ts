import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type {
  V1ConfigMap,
  V1Deployment,
  V1PodDisruptionBudget,
  V1Secret,
  V1Service,
  V2HorizontalPodAutoscaler,
} from '@kubernetes/client-node';
import type { TargetGroupBinding } from '../../../src/adapters/k8s/kinds.ts';
import { readManifests } from '../../../src/contracts/manifests.ts';
import type { Site } from '../../../src/contracts/site.ts';
import { versionIn } from '../../../src/domain/manifests/sort-manifests.ts';
import { workloadOfSite } from '../../../src/domain/manifests/wanted-workload.ts';
import { openCluster, type TestCluster } from '../../support/cluster.ts';
import { green } from '../../support/release-facts.ts';
import { type ChartOptions, chart } from '../../support/rendered-manifests.ts';
import { createInPlaceStage, type InPlaceStage } from './in-place-stage.ts';
import { newImage, oldImage } from './manifests.ts';
import { createSlotStage, type SlotStage } from './slot-stage.ts';
import { createStage, type Stage } from './stage.ts';

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await openCluster();
});
afterAll(() => cluster.close());

const rendered = (site: Site, text: string) => {
  const reading = readManifests(text);
  if ('problems' in reading) throw new Error(reading.problems.join('; '));
  const version = versionIn(reading.objects, workloadOfSite(site));
  if ('problems' in version) throw new Error(version.problems.join('; '));
  return version.ours;
};

describe('a candidate from rendered manifests', () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await createStage(cluster);
  });
  afterEach(() => stage.close());
  const deploy = (options: ChartOptions = {}) =>
    stage.workload.deploy(stage.candidate({ manifest: rendered(stage.site, chart(options)) }));

  it('is what they say, with the released image, the capacity and the target group of the release', async () => {
    await deploy();
    const { metadata, spec } = await stage.read<V1Deployment>('Deployment', 'orders');
    expect(spec?.template.spec?.containers.map(({ image }) => image)).toEqual([newImage, 'envoy:2']);
    expect(spec?.replicas).toBe(1);
    expect(metadata?.annotations).toMatchObject({ 'tidegate.dev/version': '2.0.0', 'tidegate.dev/created': 'true' });
    expect((await stage.read<V1ConfigMap>('ConfigMap', 'orders-env')).data).toEqual({ COLOR: 'green' });
    expect((await stage.read<V1Secret>('Secret', 'orders-db')).data).toEqual({
      url: Buffer.from('postgres://new').toString('base64'),
    });
    expect((await stage.read<TargetGroupBinding>('TargetGroupBinding', 'orders')).spec?.targetGroupARN).toBe(green);
    expect((await stage.read<V2HorizontalPodAutoscaler>('HorizontalPodAutoscaler', 'orders')).spec?.maxReplicas).toBe(
      20,
    );
    const { spec: budget } = await stage.read<V1PodDisruptionBudget>('PodDisruptionBudget', 'orders');
    expect(budget).toMatchObject({ maxUnavailable: 1 });
  });

  it('has nothing of stable that the manifests no longer refer to', async () => {
    await deploy();
    expect(await stage.inventory()).toEqual({
      ...{ ConfigMap: ['orders-env'], Secret: ['orders-db', 'orders-pull'], ServiceAccount: ['orders'] },
      ...{ Service: ['orders'], TargetGroupBinding: ['orders'], Deployment: ['orders'] },
      ...{ HorizontalPodAutoscaler: ['orders'], PodDisruptionBudget: ['orders'] },
    });
  });

  it('gets from stable what its pods refer to and the manifests do not have', async () => {
    await deploy({ refersTo: 'orders-files', without: ['Secret'] });
    expect(await stage.names('ConfigMap')).toEqual(expect.arrayContaining(['orders-env', 'orders-files']));
    expect((await stage.names('Secret')).toSorted()).toEqual(['orders-db', 'orders-pull']);
    const files = await stage.read<V1ConfigMap>('ConfigMap', 'orders-files');
    expect(files.data).toEqual({ 'motd.txt': 'hello' });
  });

  it('keeps what users come by and what guards it, where the manifests have no such kind', async () => {
    const without = ['Service', 'TargetGroupBinding', 'HorizontalPodAutoscaler', 'PodDisruptionBudget'];
    await deploy({ labels: { app: 'orders', tier: 'web' }, without });
    expect(await stage.inventory()).toMatchObject({
      ...{ Service: ['orders'], TargetGroupBinding: ['orders'] },
      ...{ HorizontalPodAutoscaler: ['orders'], PodDisruptionBudget: ['orders'] },
    });
    const autoscaler = await stage.read<V2HorizontalPodAutoscaler>('HorizontalPodAutoscaler', 'orders');
    expect(autoscaler.spec?.maxReplicas).toBe(10);
  });

  it('is written again as it was, and leaves stable alone', async () => {
    await deploy();
    await deploy();
    const stable = await stage.read<V1Deployment>('Deployment', 'orders', stage.site.stable.namespace);
    expect(stable.spec?.template.spec?.containers[0]?.image).toBe(oldImage);
    const env = await stage.read<V1ConfigMap>('ConfigMap', 'orders-env', stage.site.stable.namespace);
    expect(env.data).toEqual({ COLOR: 'none' });
  });

  it('is refused where no service of it is bound to the target group', async () => {
    const text = chart({ without: ['TargetGroupBinding'] }).replaceAll(
      /kind: Service\nmetadata:\n {2}name: orders/g,
      'kind: Service\nmetadata:\n  name: web',
    );
    const candidate = stage.candidate({ manifest: rendered(stage.site, text) });
    await expect(stage.workload.deploy(candidate)).rejects.toMatchObject({
      name: 'CandidateRejected',
      message: expect.stringContaining('bound to service orders, which the version does not have (web)'),
    });
    expect(await stage.inventory()).toEqual({});
  });
});

describe('rendered manifests in a slot', () => {
  let stage: SlotStage;
  beforeEach(async () => {
    stage = await createSlotStage(cluster);
  });
  afterEach(() => stage.close());
  const sharing = { COLOR: 'none' };
  /** A chart whose ConfigMap has its content's hash in its name, as Kustomize writes it. */
  const hashed = (env: Record<string, string>) => chart({ env }).replaceAll('orders-env', 'orders-env-7c9f');
  const deploy = (text: string) => stage.workload.deploy(stage.candidate({ manifest: rendered(stage.site, text) }));
  const withoutSecrets = (text: string) =>
    text
      .split('---\n')
      .filter((part) => !part.includes('kind: Secret') && !part.includes('kind: ServiceAccount'))
      .join('---\n');

  it('are told apart from the running version by names and selectors', async () => {
    await deploy(withoutSecrets(chart({ env: sharing })));
    const { spec } = await stage.read<V1Deployment>('Deployment', 'orders-green');
    expect(spec?.selector.matchLabels).toEqual({ app: 'orders', 'tidegate.dev/slot': 'green' });
    expect(spec?.template.metadata?.labels).toMatchObject({ 'tidegate.dev/slot': 'green' });
    const service = await stage.read<V1Service>('Service', 'orders-green');
    expect(service.spec?.selector).toEqual({ app: 'orders', 'tidegate.dev/slot': 'green' });
    const autoscaler = await stage.read<V2HorizontalPodAutoscaler>('HorizontalPodAutoscaler', 'orders-green');
    expect(autoscaler.spec?.scaleTargetRef.name).toBe('orders-green');
    const { spec: budget } = await stage.read<V1PodDisruptionBudget>('PodDisruptionBudget', 'orders-green');
    expect(budget?.selector?.matchLabels).toEqual({ 'tidegate.dev/slot': 'green' });
    const binding = await stage.read<TargetGroupBinding>('TargetGroupBinding', 'orders-green');
    expect(binding.spec).toMatchObject({ targetGroupARN: green, serviceRef: { name: 'orders-green' } });
  });

  it('bring configuration under a name of its own', async () => {
    await deploy(withoutSecrets(hashed({ COLOR: 'green' })));
    expect((await stage.read<V1ConfigMap>('ConfigMap', 'orders-env-7c9f')).data).toEqual({ COLOR: 'green' });
    expect((await stage.read<V1ConfigMap>('ConfigMap', 'orders-env')).data).toEqual({ COLOR: 'none' });
  });

  it('never change configuration that the running version uses too', async () => {
    await expect(deploy(withoutSecrets(chart()))).rejects.toMatchObject({
      name: 'CandidateRejected',
      message: expect.stringContaining('ConfigMap orders-env'),
    });
    expect(await stage.names('Deployment')).toEqual(['orders-blue']);
    expect((await stage.read<V1ConfigMap>('ConfigMap', 'orders-env')).data).toEqual({ COLOR: 'none' });
  });
});

describe('rendered manifests in place of the running version', () => {
  let stage: InPlaceStage;
  beforeEach(async () => {
    stage = await createInPlaceStage(cluster);
  });
  afterEach(() => stage.close());
  const without = ['Secret', 'ServiceAccount', 'HorizontalPodAutoscaler', 'PodDisruptionBudget'];
  const replace = (text: string) => stage.workload.replace(stage.candidate({ manifest: rendered(stage.site, text) }));

  it('give it their pods, with the released image and configuration of a new name', async () => {
    await replace(chart({ without }).replaceAll('orders-env', 'orders-env-7c9f'));
    const { spec } = await stage.read();
    expect(spec?.template.spec?.containers.map(({ image }) => image)).toEqual([newImage, 'envoy:2']);
    expect(spec?.replicas).toBe(2);
    const added = await stage.readAny<V1ConfigMap>('ConfigMap', 'orders-env-7c9f', stage.namespace);
    expect(added.data).toEqual({ COLOR: 'green' });
  });

  it('change nothing that the running version would keep after a rollback', async () => {
    await expect(replace(chart({ without }))).rejects.toMatchObject({
      name: 'CandidateRejected',
      message: expect.stringContaining('ConfigMap orders-env'),
    });
    expect((await stage.read()).spec?.template.spec?.containers[0]?.image).toBe(oldImage);
  });
});
