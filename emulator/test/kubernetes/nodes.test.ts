import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isReady } from '../../src/kubernetes/objects/pod.ts';
import { type Lab, startLab } from './support/lab.ts';
import { deployment } from './support/manifests.ts';

let lab: Lab;

beforeEach(async () => {
  lab = await startLab();
  await lab.apps.createNamespacedDeployment({ namespace: 'home', body: deployment(2, '1') });
  await lab.until(() => lab.pods().filter(isReady).length === 2);
});
afterEach(() => lab.close());

const nodesOf = () => lab.pods().map(({ spec }) => spec.nodeName ?? '');
const readyPods = () => lab.pods().filter((pod) => isReady(pod) && pod.metadata.deletionTimestamp === undefined);

describe('a node', () => {
  it('shares the pods with the others', () => {
    expect(new Set(nodesOf()).size).toBe(2);
  });

  it('that is lost takes its processes at once, its readiness after 40 s and its pods after 5 min more', async () => {
    const [lost = ''] = nodesOf();
    const victim = lab.pods().find(({ spec }) => spec.nodeName === lost);
    const begun = lab.clock.now();
    await lab.cluster.failNode(lost);
    expect(lab.network.at(victim?.status.podIP ?? '', 8080)).toMatchObject({ silent: true });
    expect(readyPods()).toHaveLength(2);
    await lab.until(() => readyPods().length === 1);
    expect(lab.clock.now() - begun).toBeGreaterThanOrEqual(40_000);
    await lab.until(() => readyPods().length === 2);
    expect(lab.clock.now() - begun).toBeGreaterThanOrEqual(340_000);
    expect(readyPods().map(({ spec }) => spec.nodeName)).not.toContain(lost);
    expect(
      lab.pods().find(({ metadata }) => metadata.name === victim?.metadata.name)?.metadata.deletionTimestamp,
    ).toBeDefined();
  });

  it('that comes back in time starts its pods again', async () => {
    const [lost = ''] = nodesOf();
    await lab.cluster.failNode(lost);
    await lab.until(() => readyPods().length === 1);
    lab.cluster.restoreNode(lost);
    await lab.until(() => readyPods().length === 2);
    expect(new Set(nodesOf()).size).toBe(2);
  });

  it('that does not exist can not be lost', async () => {
    await expect(lab.cluster.failNode('nowhere')).rejects.toThrow('nodes "nowhere" not found');
  });
});
