import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PatchStrategy } from '@kubernetes/client-node';
import { isReady, type Pod } from '../../src/kubernetes/objects/pod.ts';
import { type Lab, startLab } from './support/lab.ts';
import { binding, container, deployment, pod, service } from './support/manifests.ts';

let lab: Lab;

beforeEach(async () => {
  lab = await startLab();
});
afterEach(() => lab.close());

const addressOf = ({ status }: Pod) => `${status.podIP}:8080`;
const readyAddresses = () => lab.pods().filter(isReady).map(addressOf).sort();
const areRegistered = (count: number) => () =>
  readyAddresses().length === count && lab.targets.registered().join() === readyAddresses().join();
const bind = async () => {
  await lab.core.createNamespacedService({ namespace: 'home', body: service });
  await lab.objects.create(binding);
};
const run = (replicas: number, tag = '1') =>
  lab.apps.createNamespacedDeployment({ namespace: 'home', body: deployment(replicas, tag) });

describe('a target group binding', () => {
  it('registers the ready pods of its service by address and target port', async () => {
    await bind();
    await run(2);
    await lab.until(areRegistered(2));
    expect(lab.targets.calls.every((call) => call.startsWith('+10.'))).toBe(true);
  });

  it('registers nothing for pods that are not ready', async () => {
    await bind();
    await run(1, 'unready');
    await lab.until(() => lab.pods()[0]?.status.containerStatuses?.[0]?.state.running !== undefined);
    await lab.core.createNamespacedPod({ namespace: 'home', body: pod('good', [container('1')]) });
    await lab.until(areRegistered(1));
    expect(lab.targets.calls).toHaveLength(1);
  });

  it('deregisters everything before it goes itself', async () => {
    await bind();
    await run(2);
    await lab.until(areRegistered(2));
    expect(lab.cluster.api.list('targetgroupbindings')[0]?.metadata.finalizers).toEqual(['elbv2.k8s.aws/resources']);
    await lab.objects.delete(binding);
    await lab.until(() => lab.cluster.api.list('targetgroupbindings').length === 0);
    expect(lab.targets.registered()).toEqual([]);
  });

  it('deregisters everything when its service is gone', async () => {
    await bind();
    await run(1);
    await lab.until(areRegistered(1));
    await lab.core.deleteNamespacedService({ namespace: 'home', name: 'web' });
    await lab.until(() => lab.targets.registered().length === 0);
  });

  it('shares its target group with no other binding, and stays with it', async () => {
    await bind();
    const second = { ...binding, metadata: { ...binding.metadata, name: 'second' } };
    await expect(lab.objects.create(second)).rejects.toMatchObject({
      code: 403,
      body: expect.stringContaining('is already bound to TargetGroupBinding home/web'),
    });
    const moved = { ...binding, spec: { ...binding.spec, targetGroupARN: 'arn:aws:other' } };
    const asMerge = [undefined, undefined, undefined, undefined, PatchStrategy.MergePatch] as const;
    await expect(lab.objects.patch(moved, ...asMerge)).rejects.toMatchObject({
      code: 403,
      body: expect.stringContaining('update may not change these fields: spec.targetGroupARN'),
    });
  });

  it('tries again, later and later, when it is throttled', async () => {
    lab.targets.throttle(3);
    await bind();
    await run(1);
    const ready = await lab.until(() => readyAddresses().length === 1 && lab.clock.now());
    await lab.until(areRegistered(1));
    expect(lab.clock.now() - ready).toBeGreaterThanOrEqual(7_000);
  });
});

describe('a readiness gate', () => {
  const gate = 'target-health.elbv2.k8s.aws/web';
  const conditionOf = (found: Pod | undefined, type: string) =>
    found?.status.conditions?.find((condition) => condition.type === type);

  beforeEach(async () => {
    await lab.core.patchNamespace({
      name: 'home',
      body: [{ op: 'add', path: '/metadata/labels/elbv2.k8s.aws~1pod-readiness-gate-inject', value: 'enabled' }],
    });
  });

  it('is injected where the namespace asks for it, and opens when the target is healthy', async () => {
    lab.targets.setHealth('initial');
    await bind();
    await run(1);
    await lab.until(() => lab.targets.registered().length === 1);
    expect(lab.pods()[0]?.spec.readinessGates).toEqual([{ conditionType: gate }]);
    expect(conditionOf(lab.pods()[0], 'Ready')).toMatchObject({ status: 'False', reason: 'ReadinessGatesNotReady' });
    lab.targets.setHealth('healthy');
    await lab.until(() => lab.pods().every(isReady));
    expect(conditionOf(lab.pods()[0], gate)?.status).toBe('True');
  });

  it('stays shut while the target group is on no listener', async () => {
    lab.targets.setHealth('unused');
    await bind();
    await run(1);
    await lab.until(() => conditionOf(lab.pods()[0], gate)?.reason === 'Target.unused');
    await lab.clock.sleep(600_000);
    expect(lab.pods().some(isReady)).toBe(false);
  });

  it('is not injected into pods that are older than the binding', async () => {
    await run(1);
    await lab.until(() => readyAddresses().length === 1);
    await bind();
    await lab.until(areRegistered(1));
    expect(lab.pods()[0]?.spec.readinessGates).toBeUndefined();
  });
});
