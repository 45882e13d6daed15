import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { V1Deployment } from '@kubernetes/client-node';
import { clusterWorkload } from '../../../src/adapters/k8s/cluster-workload.ts';
import type { Site } from '../../../src/contracts/site.ts';
import { eventually } from '../../support/cluster.ts';
import { site } from '../../support/release-facts.ts';
import { address, type EmulatedIngressStage, openIngressStage } from '../../support/routers/ingress-stage.ts';
import { candidateWith } from './manifests.ts';
import { slotted } from './slot-stage.ts';

let stage: EmulatedIngressStage;
beforeAll(async () => {
  stage = await openIngressStage();
});
afterAll(() => stage.close());

const names = async (apiVersion: string, kind: string) => {
  const { items } = await stage.api.list(apiVersion, kind, 'shop');
  return items.map(({ metadata }) => metadata?.name).toSorted();
};
const bindings = () => names('elbv2.k8s.aws/v1beta1', 'TargetGroupBinding');

it('takes turns in two slots for good: bindings, services and target groups stay what the controller made', async () => {
  const metadata = { ...slotted.metadata, namespace: 'shop' };
  await stage.api.create({ ...slotted, apiVersion: 'apps/v1', kind: 'Deployment', metadata } as V1Deployment);
  const { listenerRule, targetGroups, ingress } = await stage.routes.ofIngress(address);
  const at = (color: 'blue' | 'green', targetGroup = '') => ({
    ...{ color, namespace: 'shop', deployment: `orders-${color}`, targetGroup },
  });
  const [blue, green] = [at('blue', targetGroups.blue), at('green', targetGroups.green)];
  const workload = clusterWorkload(async () => stage.kubeConfig);
  const before = await bindings();

  for (const [epoch, [stable, candidate]] of [
    [blue, green],
    [green, blue],
  ].entries()) {
    if (stable === undefined || candidate === undefined) throw new Error('a release has two sides');
    const here: Site = { ...site, listenerRule, stable, candidate, ...(ingress === undefined ? {} : { ingress }) };
    const release = { service: 'orders', epoch: epoch + 1 };
    await workload.deploy(candidateWith({ site: here, release, capacity: { replicas: 1, floor: null } }));
    expect(await names('apps/v1', 'Deployment')).toContain(candidate.deployment);
    const old = { release, cluster: 'production', namespace: 'shop', deployment: stable.deployment, keep: [] };
    await eventually(async () => expect(await workload.remove(old)).toBe(true));
  }

  expect(await bindings()).toEqual(before);
  expect(await names('v1', 'Service')).toEqual(['orders-blue', 'orders-green', 'other-a', 'other-b']);
  await stage.shop.poke();
  await eventually(async () => expect((await stage.routes.ofIngress(address)).targetGroups).toEqual(targetGroups));
});
