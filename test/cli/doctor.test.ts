import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AddTagsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { KubernetesObject } from '@kubernetes/client-node';
import { stringify } from 'yaml';
import { tidegate } from '../support/command.ts';
import { becomeOperatorOf } from '../support/operator-environment.ts';
import { policyInput } from '../support/release-facts.ts';
import { openShop } from '../support/shop.ts';

const labels = { app: 'orders' };
const metadata = { name: 'orders', namespace: 'orders-blue', labels };
const namespace = (name: string) => ({
  ...{ apiVersion: 'v1', kind: 'Namespace' },
  metadata: { name, labels: { 'elbv2.k8s.aws/pod-readiness-gate-inject': 'enabled' } },
});
const container = {
  ...{ name: 'app', image: 'shop/orders:1.4.0', ports: [{ name: 'http', containerPort: 8080 }] },
  readinessProbe: { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 5 },
  lifecycle: { preStop: { sleep: { seconds: 15 } } },
};
const spread = { maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway' };
const pod = {
  ...{
    terminationGracePeriodSeconds: 45,
    topologySpreadConstraints: [{ ...spread, labelSelector: { matchLabels: labels } }],
  },
};
const deployment = (changes: object = {}) => ({
  ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata },
  spec: {
    ...{ replicas: 2, selector: { matchLabels: labels } },
    template: { metadata: { labels }, spec: { ...pod, containers: [{ ...container, ...changes }] } },
  },
});
const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'orders' };
const around = (targetGroupARN: string) => [
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: { selector: labels, ports: [{ port: 80, targetPort: 'http' }] },
  },
  {
    ...{ apiVersion: 'elbv2.k8s.aws/v1beta1', kind: 'TargetGroupBinding', metadata },
    spec: { serviceRef: { name: 'orders', port: 80 }, targetGroupARN, targetType: 'ip' },
  },
  {
    ...{ apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata },
    spec: { scaleTargetRef, minReplicas: 2, maxReplicas: 6 },
  },
  {
    ...{ apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata },
    spec: { maxUnavailable: 1, selector: { matchLabels: labels } },
  },
];

describe('a doctor', () => {
  let shop: Awaited<ReturnType<typeof openShop>>;
  let folder: string;
  let resign: () => void;
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

  /** A shop in which orders runs with this container, and a folder with its policy. */
  const run = async (changes: object = {}, policy: object = {}): Promise<void> => {
    const objects = [namespace('orders-blue'), namespace('orders-green'), deployment(changes), ...around(shop.blue)];
    await shop.create(objects as KubernetesObject[]);
    const traffic = { listenerRule: shop.listenerRule, targetGroups: { blue: shop.blue, green: shop.green } };
    await writeFile(
      path.join(folder, 'tidegate.yml'),
      stringify({ ...policyInput, cluster: 'shop', traffic, ...policy }),
    );
  };

  it('finds nothing that refuses a release of an exemplary service', async () => {
    await run();
    const { code, out, err } = await tidegate('doctor', folder);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch('orders: users are on blue (Deployment orders-blue/orders); releases go in place or beside');
    expect(out).not.toContain('a release is refused');
  });

  it('says what is wrong, why, and the exact patch, and ends with 1', async () => {
    await run({ lifecycle: undefined });
    const { code, out } = await tidegate('doctor', path.join(folder, 'tidegate.yml'));
    expect(code).toBe(1);
    expect(out).toContain('1 error: a release is refused until they are put right or accepted in the policy\n');
    expect(out).toContain('  pre-stop-missing  Deployment orders-blue/orders\n    container app has no preStop hook\n');
    expect(out).toMatch(/ {6}kubectl patch deployment orders -n orders-blue .*"preStop":\{"sleep":\{"seconds":15\}\}/);
  });

  it('tells what the policy accepts, with its reason, and ends with 0', async () => {
    const because = 'the program serves on for 20 s after SIGTERM';
    await run({ lifecycle: undefined }, { preflight: { accept: [{ finding: 'pre-stop-missing', because }] } });
    const { code, out } = await tidegate('doctor', folder);
    expect(code).toBe(0);
    expect(out).toContain(`    accepted: ${because}\n`);
  });

  it('prints all that it found as JSON', async () => {
    await run();
    const Tags = [{ Key: 'elbv2.k8s.aws/cluster', Value: 'shop' }];
    await shop.clients.elb.send(new AddTagsCommand({ ResourceArns: [shop.loadBalancer], Tags }));
    const { code, out } = await tidegate('doctor', folder, '--json');
    expect(code).toBe(1);
    const { findings, ...rest } = JSON.parse(out);
    expect(findings[0]).toMatchObject({ id: 'rule-owned-by-controller', severity: 'error' });
    expect(rest).toMatchObject({
      ...{ service: 'orders', ways: { inPlace: true, beside: true, slots: false, downtime: false } },
    });
  });

  it('reads only', async () => {
    await run();
    const before = shop.recorder.calls().length;
    await tidegate('doctor', folder);
    const asked = shop.recorder.calls().slice(before);
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter(({ operation }) => !/^(Describe|List|Get)/.test(operation))).toEqual([]);
  });

  it('says how to name a service that is no folder', async () => {
    const { code, err } = await tidegate('doctor', 'nothing-here');
    expect(code).toBe(2);
    expect(err).toBe(
      'nothing-here is no folder or file; for a service whose policy is registered, give --table as well\n',
    );
  });
});
