import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type RehearsalFolder, readRehearsalFolder } from '../../cli/rehearse/folder.ts';
import { placeOf, placesOf } from '../../cli/rehearse/world/places.ts';
import { localPolicy } from '../../cli/rehearse/world/policy.ts';
import { stableObjects } from '../../cli/rehearse/world/stable-objects.ts';
import { bind, createNamespace, createService, deployFirst } from '../storm/world/objects.ts';
import { tidegate } from '../support/command.ts';
import { becomeOperatorOf } from '../support/operator-environment.ts';
import { policyInput } from '../support/release-facts.ts';
import { openShop } from '../support/shop.ts';

const strategies = 'examples/strategies';
/** Those whose users come by the shop's own rule, and whose releases deploy something. */
const folders = [
  'examples/orders',
  ...['rolling', 'blue-green', 'ab-test', 'recreate'].map((name) => path.join(strategies, name)),
].filter((folder) => existsSync(path.join(folder, 'rehearsal.yml')));

describe('a doctor of what rehearsals run', () => {
  let shop: Awaited<ReturnType<typeof openShop>>;
  let resign: () => void;
  let folder: string;
  beforeEach(async () => {
    shop = await openShop();
    resign = await becomeOperatorOf(shop.clients.elb);
    folder = await mkdtemp(path.join(tmpdir(), 'tidegate-doctor-'));
  });
  afterEach(async () => {
    resign();
    await shop.close();
    await rm(folder, { recursive: true });
  });

  /** The first version as a rehearsal would have it, in the shop. */
  const settle = async ({ policy, policyText, rehearsal }: RehearsalFolder): Promise<void> => {
    const { blue, green, listenerRule: ruleArn, loadBalancer } = shop;
    const targetGroups = policy.workload.namespaces.green === undefined ? { blue } : { blue, green };
    const balancer = { loadBalancerArn: loadBalancer, listenerArn: '', ruleArn, cohortRuleArn: ruleArn, targetGroups };
    const { text } = localPolicy(policyText, { balancer, migrator: undefined });
    await writeFile(path.join(folder, 'tidegate.yml'), JSON.stringify({ ...JSON.parse(text), cluster: 'shop' }));
    const labels = { 'elbv2.k8s.aws/pod-readiness-gate-inject': 'enabled' };
    const namespaces = [...new Set(placesOf(policy).map(({ namespace }) => namespace))];
    await shop.create(namespaces.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } })));
    const place = placeOf(policy, 'blue');
    if (place === undefined) throw new Error('every policy has a blue environment');
    await shop.create(stableObjects({ policy, rehearsal, image: 'shop/app:1', place, targetGroups }));
  };

  it.each(folders)('%s is refused for nothing, and warned only where its story wants it so', async (example) => {
    const read = await readRehearsalFolder(example, example.startsWith(strategies) ? 'good' : undefined);
    await settle(read);
    const { code, out, err } = await tidegate('doctor', folder, '--json');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const { findings } = JSON.parse(out) as { findings: { id: string; what: string }[] };
    expect(findings.map(({ id }) => id)).toEqual(read.rehearsal.running.autoscaling ? [] : ['autoscaler-missing']);
  });

  it('refuses nothing of what storms run', async () => {
    const { blue, green, listenerRule } = shop;
    for (const namespace of ['orders-blue', 'orders-green']) createNamespace(shop.cluster.api, namespace);
    const place = { namespace: 'orders-blue', deployment: 'orders' };
    createService(shop.cluster.api, 'namespaces', 'blue', place);
    bind(shop.cluster.api, place, blue);
    deployFirst(shop.cluster.api, 'namespaces', place, { image: 'shop/orders:1', replicas: 3 });
    const policy = { ...policyInput, cluster: 'shop', traffic: { listenerRule, targetGroups: { blue, green } } };
    await writeFile(path.join(folder, 'tidegate.yml'), JSON.stringify(policy));
    const { code, err } = await tidegate('doctor', folder);
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });
});
