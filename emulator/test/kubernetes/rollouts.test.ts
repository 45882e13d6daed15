import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PatchStrategy, setHeaderOptions } from '@kubernetes/client-node';
import { isReady } from '../../src/kubernetes/objects/pod.ts';
import { type Lab, startLab } from './support/lab.ts';
import { deployment, service } from './support/manifests.ts';

let lab: Lab;

beforeEach(async () => {
  lab = await startLab();
});
afterEach(() => lab.close());

const web = () => lab.cluster.api.get('deployments', { namespace: 'home', name: 'web' });
const progressing = () => web()?.status.conditions?.find(({ type }) => type === 'Progressing');
const isRolledOut = () => {
  const { spec, status, metadata } = web() ?? {};
  const counts = [status?.replicas, status?.updatedReplicas, status?.availableReplicas].map((count) => count ?? 0);
  return status?.observedGeneration === metadata?.generation && counts.every((count) => count === spec?.replicas);
};
const apply = (...args: Parameters<typeof deployment>) =>
  lab.apps.patchNamespacedDeployment(
    { namespace: 'home', name: 'web', body: deployment(...args), fieldManager: 'test', force: true },
    setHeaderOptions('Content-Type', PatchStrategy.ServerSideApply),
  );
const scale = (replicas: number) =>
  lab.apps.patchNamespacedDeploymentScale(
    { namespace: 'home', name: 'web', body: { spec: { replicas } } },
    setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
  );

describe('a deployment', () => {
  it('rolls a new version over real processes without failing a request', async () => {
    await lab.core.createNamespacedService({ namespace: 'home', body: service });
    await apply(3, '1');
    await lab.until(isRolledOut);
    const versions: unknown[] = [];
    let going = true;
    const load = (async () => {
      while (going) {
        const name = { namespace: 'home', name: 'web:80', path: 'x' };
        const answer = (await lab.core.connectGetNamespacedServiceProxyWithPath(name)) as unknown as {
          version: string;
        };
        versions.push(answer.version);
        await lab.clock.sleep(20);
      }
    })();
    await apply(3, '2', {}, { lifecycle: { preStop: { sleep: { seconds: 2 } } } });
    await lab.until(() => isRolledOut() && web()?.status.terminatingReplicas === 0);
    going = false;
    await load;
    expect(new Set(versions)).toEqual(new Set(['1', '2']));
    expect(lab.pods().map(({ spec }) => spec.containers[0]?.image)).toEqual(['web:2', 'web:2', 'web:2']);
    expect(progressing()).toMatchObject({ status: 'True', reason: 'NewReplicaSetAvailable' });
    const sets = lab.cluster.api.list('replicasets', 'home');
    expect(
      sets
        .map(({ metadata, spec }) => [metadata.annotations?.['deployment.kubernetes.io/revision'], spec.replicas])
        .sort(),
    ).toEqual([
      ['1', 0],
      ['2', 3],
    ]);
  });

  it('keeps the old version when the new one never gets ready, and says so after its deadline', async () => {
    await apply(4, '1');
    await lab.until(isRolledOut);
    await apply(4, 'unready', { progressDeadlineSeconds: 60 });
    await lab.until(() => progressing()?.reason === 'ProgressDeadlineExceeded');
    expect(progressing()).toMatchObject({ status: 'False' });
    expect(web()?.status).toMatchObject({ availableReplicas: 3, updatedReplicas: 2, unavailableReplicas: 2 });
    expect(
      lab
        .pods()
        .filter(isReady)
        .map(({ spec }) => spec.containers[0]?.image),
    ).toEqual(['web:1', 'web:1', 'web:1']);
  });

  it('takes its former replica set up again on the way back', async () => {
    await apply(1, '1');
    await lab.until(isRolledOut);
    const [first] = lab.cluster.api.list('replicasets', 'home');
    await apply(1, '2');
    await lab.until(isRolledOut);
    await apply(1, '1');
    await lab.until(isRolledOut);
    const sets = lab.cluster.api.list('replicasets', 'home');
    expect(sets).toHaveLength(2);
    const back = sets.find(({ metadata }) => metadata.name === first?.metadata.name);
    expect(back?.metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('3');
    expect(back?.spec.replicas).toBe(1);
  });

  it('with strategy Recreate starts the new version only when the old one is gone', async () => {
    await apply(2, '1', { strategy: { type: 'Recreate' } });
    await lab.until(isRolledOut);
    const images = new Set<string>();
    const unsubscribe = lab.cluster.api.subscribe(() => {
      const together = lab.pods().map(({ spec }) => spec.containers[0]?.image);
      images.add([...new Set(together)].sort().join('+'));
    });
    await apply(2, '2', { strategy: { type: 'Recreate' } });
    await lab.until(isRolledOut);
    unsubscribe();
    expect(images).not.toContain('web:1+web:2');
  });

  it('follows its scale up and down, giving up unready pods first', async () => {
    await apply(1, '1');
    await lab.until(isRolledOut);
    await scale(3);
    await lab.until(isRolledOut);
    const [victim] = lab.pods();
    if (victim !== undefined) await lab.askPod(victim, '/break');
    await lab.until(() => lab.pods().filter(isReady).length === 2);
    await scale(2);
    await lab.until(isRolledOut);
    const left = lab.pods().filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    expect(left.map(({ metadata }) => metadata.name)).not.toContain(victim?.metadata.name);
  });

  it('counts a pod as available only after minReadySeconds', async () => {
    await apply(1, '1', { minReadySeconds: 120 });
    const ready = await lab.until(() => web()?.status.readyReplicas === 1 && lab.clock.now());
    expect(web()?.status.availableReplicas).toBeUndefined();
    await lab.until(isRolledOut);
    expect(lab.clock.now() - ready).toBeGreaterThanOrEqual(118_000);
  });

  it('gets no pods while its service account is missing', async () => {
    const body = deployment(1, '1');
    if (body.spec?.template.spec !== undefined) body.spec.template.spec.serviceAccountName = 'app';
    await lab.apps.createNamespacedDeployment({ namespace: 'home', body });
    const failure = await lab.until(() =>
      lab.cluster.api.list('events', 'home').find(({ reason }) => reason === 'FailedCreate'),
    );
    expect(failure.message).toContain('error looking up service account home/app: serviceaccount "app" not found');
    await lab.core.createNamespacedServiceAccount({ namespace: 'home', body: { metadata: { name: 'app' } } });
    await lab.until(isRolledOut);
  });
});

describe('an autoscaler', () => {
  const autoscale = (minReplicas: number, maxReplicas: number) =>
    lab.objects.create({
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'web', namespace: 'home' },
      spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, minReplicas, maxReplicas },
    } as never);

  it('keeps replicas between its bounds, as the manager of the scale subresource', async () => {
    await apply(1, '1');
    await autoscale(2, 3);
    await lab.until(() => web()?.spec.replicas === 2);
    await scale(5);
    await lab.until(() => web()?.spec.replicas === 3);
    const writers = web()?.metadata.managedFields?.map(({ manager, subresource }) => `${manager} ${subresource}`);
    expect(writers).toContain('kube-controller-manager scale');
  });

  it('leaves a deployment of zero replicas alone', async () => {
    await apply(0, '1');
    await autoscale(2, 3);
    const autoscaler = () => lab.cluster.api.get('horizontalpodautoscalers', { namespace: 'home', name: 'web' });
    await lab.until(() => autoscaler()?.status.conditions?.some(({ reason }) => reason === 'ScalingDisabled'));
    expect(web()?.spec.replicas).toBe(0);
  });
});
