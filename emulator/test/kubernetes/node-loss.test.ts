import type { GetMetricDataOutput } from '@aws-sdk/client-cloudwatch';
import type { DescribeTargetHealthOutput } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { callPastTheWire } from '../in-process/past-the-wire.ts';
import { openShop, type Shop } from '../in-process/shop.ts';
import { greeter } from '../in-process/workloads.ts';

let shop: Shop;
beforeEach(async () => {
  shop = await openShop();
});
afterEach(() => shop.close());

const isServing = (replicas: number) => () =>
  shop.ready('blue').length === replicas && shop.targets('blue').every((state) => state === 'healthy');
const open = async (replicas: number, pod: object = {}) => {
  shop.deploy('blue', '1', greeter('one'), { replicas, pod });
  await shop.until(isServing(replicas));
};
const nodesOf = () => shop.ready('blue').map(({ spec }) => spec.nodeName ?? '');
const lose = (node: string) => shop.services.clusters.loseNode('shop', node);
const call = <Output>(operation: string, input: object) =>
  callPastTheWire<Output>(shop.clock, shop.services.elb.service, operation, input);

async function reasons(): Promise<readonly string[]> {
  const input = { TargetGroupArn: shop.rule.groups.blue };
  const { TargetHealthDescriptions = [] } = await call<DescribeTargetHealthOutput>('DescribeTargetHealth', input);
  return TargetHealthDescriptions.map(({ TargetHealth }) => TargetHealth?.Reason ?? TargetHealth?.State ?? '').sort();
}

async function countOf504(): Promise<number | undefined> {
  await shop.clock.sleep(300_000);
  const Dimensions = [{ Name: 'LoadBalancer', Value: shop.rule.loadBalancerArn.replace(/^.*:loadbalancer\//, '') }];
  const Metric = { Namespace: 'AWS/ApplicationELB', MetricName: 'HTTPCode_ELB_504_Count', Dimensions };
  const now = shop.clock.now();
  const { MetricDataResults = [] } = await callPastTheWire<GetMetricDataOutput>(
    shop.clock,
    shop.services.cloudWatch.service,
    'GetMetricData',
    {
      MetricDataQueries: [{ Id: 'it', MetricStat: { Metric, Period: 600, Stat: 'Sum' } }],
      StartTime: new Date(now - 1_200_000),
      EndTime: new Date(now),
    },
  );
  return MetricDataResults[0]?.Values?.[0];
}

describe('a lost node', () => {
  it('lets users wait ten seconds for a 504, which is counted', async () => {
    await open(2);
    await lose(nodesOf()[0] ?? '');
    const before = shop.clock.now();
    const answers = await shop.askMany(2);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 504]);
    expect(shop.clock.now() - before).toBe(10_000);
    expect(await countOf504()).toBe(1);
    expect(await shop.metric('TargetConnectionErrorCount', 'Sum')).toBe(1);
  });

  it('leaves requests that are under way to the idle timeout', async () => {
    const handle = ({ path }: { path: string }) => ({ status: 200, delayMs: path === '/slow' ? 20_000 : 0 });
    shop.deploy('blue', '1', greeter('one', { handle }), { replicas: 1 });
    await shop.until(isServing(1));
    const before = shop.clock.now();
    const slow = shop.ask({ path: '/slow' });
    await shop.clock.sleep(1_000);
    await lose(nodesOf()[0] ?? '');
    expect(await slow).toMatchObject({ status: 504 });
    expect(shop.clock.now() - before).toBe(60_000);
  });

  it('fails health checks by time-outs until its targets are unhealthy', async () => {
    await open(2);
    await lose(nodesOf()[0] ?? '');
    await shop.clock.sleep(30_000);
    expect(await reasons()).toEqual(['Target.Timeout', 'healthy']);
    expect((await shop.askMany(4)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  });

  it('is unready after 40 s, when its targets and endpoints go', async () => {
    await open(2);
    await lose(nodesOf()[0] ?? '');
    await shop.clock.sleep(39_000);
    expect(shop.ready('blue')).toHaveLength(2);
    await shop.clock.sleep(3_000);
    expect(shop.ready('blue')).toHaveLength(1);
    expect(await reasons()).toEqual(['Target.DeregistrationInProgress', 'healthy']);
    const endpoints = shop.cluster.api.list('endpointslices', 'blue').flatMap((slice) => slice.endpoints);
    expect(endpoints.map(({ conditions }) => conditions.ready).sort()).toEqual([false, true]);
  });

  it('keeps the targets that are all there are', async () => {
    await open(1);
    await lose(nodesOf()[0] ?? '');
    await shop.clock.sleep(60_000);
    expect(await reasons()).toEqual(['Target.Timeout']);
  });

  it.each([
    ['30 s when they say so', [{ tolerationSeconds: 30 }], 70],
    ['5 minutes by default', [], 340],
  ])('loses its pods to others after %s', async (_what, tolerations, seconds) => {
    const key = 'node.kubernetes.io/unreachable';
    const complete = tolerations.map((one) => ({ key, operator: 'Exists', effect: 'NoExecute', ...one }));
    await open(2, { tolerations: complete });
    const [lost = ''] = nodesOf();
    await lose(lost);
    await shop.clock.sleep(seconds * 1000 - 2_000);
    expect(shop.pods('blue')).toHaveLength(2);
    await shop.clock.sleep(4_000);
    expect(shop.pods('blue')).toHaveLength(3);
    await shop.until(() => shop.ready('blue').length === 2);
    expect(nodesOf()).not.toContain(lost);
  });

  it('keeps pods that tolerate it for ever', async () => {
    await open(2, { tolerations: [{ operator: 'Exists' }] });
    await lose(nodesOf()[0] ?? '');
    await shop.clock.sleep(3_600_000);
    expect(shop.pods('blue').every(({ metadata }) => metadata.deletionTimestamp === undefined)).toBe(true);
  });

  it('comes back with its pods at new addresses', async () => {
    await open(2);
    const [lost = ''] = nodesOf();
    await lose(lost);
    await shop.clock.sleep(60_000);
    shop.services.clusters.restoreNode('shop', lost);
    await shop.until(() => shop.ready('blue').length === 2);
    await shop.until(() => shop.targets('blue').every((state) => state === 'healthy'));
    expect((await shop.askMany(4)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(shop.cluster.api.get('nodes', { namespace: '', name: lost })?.spec.taints).toBeUndefined();
  });

  it('says of its pods that they are not Ready, and nothing else, until they are deleted', async () => {
    await open(2);
    const [lost = ''] = nodesOf();
    const lostPod = () => shop.pods('blue').find(({ spec }) => spec.nodeName === lost);
    const before = lostPod()?.status;
    await lose(lost);
    await shop.until(() => shop.ready('blue').length === 1);
    const since = before?.conditions?.find(({ type }) => type === 'Ready')?.lastTransitionTime;
    const now = lostPod()?.status;
    expect(now?.containerStatuses).toEqual(before?.containerStatuses);
    const ready = now?.conditions?.find(({ type }) => type === 'Ready');
    expect(ready).toEqual({
      type: 'Ready',
      status: 'False',
      lastTransitionTime: expect.not.stringMatching(since ?? ''),
    });
    const others = (status: typeof now) => status?.conditions?.filter(({ type }) => type !== 'Ready');
    expect(others(now)).toEqual(others(before));
    await shop.until(() => lostPod()?.metadata.deletionTimestamp !== undefined);
    const disrupted = { type: 'DisruptionTarget', status: 'True', reason: 'DeletionByTaintManager' };
    expect(lostPod()?.status.conditions).toContainEqual(expect.objectContaining(disrupted));
    const events = shop.cluster.api.list('events', 'blue').map(({ reason }) => reason);
    expect(events).toEqual(expect.arrayContaining(['NodeNotReady', 'TaintManagerEviction']));
  });

  it('that comes back starts its containers again, whose former end nobody knows', async () => {
    await open(1);
    const [lost = ''] = nodesOf();
    const pod = () => shop.pods('blue')[0]?.status;
    const { startTime, containerStatuses: before = [] } = pod() ?? {};
    await lose(lost);
    await shop.clock.sleep(60_000);
    shop.services.clusters.restoreNode('shop', lost);
    await shop.until(() => shop.ready('blue').length === 1);
    const terminated = { exitCode: 255, reason: 'Unknown', startedAt: before[0]?.state.running?.startedAt };
    expect(pod()).toMatchObject({ startTime, containerStatuses: [{ restartCount: 1, lastState: { terminated } }] });
  });

  it('that comes back late lets go of the pods that were evicted', async () => {
    await open(2);
    const [lost = ''] = nodesOf();
    await lose(lost);
    await shop.clock.sleep(600_000);
    expect(shop.pods('blue')).toHaveLength(3);
    shop.services.clusters.restoreNode('shop', lost);
    await shop.until(() => shop.pods('blue').length === 2 && shop.ready('blue').length === 2);
  });

  it('is listed with its zone and its pods', async () => {
    await open(3);
    const [lost = ''] = nodesOf();
    await lose(lost);
    const nodes = shop.services.clusters.nodes();
    expect(new Set(nodes.map(({ zone }) => zone)).size).toBe(3);
    expect(nodes.find(({ name }) => name === lost)).toMatchObject({
      cluster: 'shop',
      lost: true,
      ready: true,
      pods: [{ namespace: 'blue', ready: true }],
    });
  });

  it('has to be one of a cluster that runs', async () => {
    await expect(lose('nowhere')).rejects.toThrow('nodes "nowhere" not found');
    await expect(shop.services.clusters.loseNode('none', 'x')).rejects.toThrow('No cluster named none');
  });
});

describe('pods that are to be spread', () => {
  const spread = (topologyKey: string, whenUnsatisfiable: string) => {
    const labelSelector = { matchLabels: { app: 'shop' } };
    return { topologySpreadConstraints: [{ maxSkew: 1, topologyKey, whenUnsatisfiable, labelSelector }] };
  };
  const perNode = () => [...Map.groupBy(nodesOf(), (node) => node).values()].map((pods) => pods.length).sort();

  it('are, over nodes and zones', async () => {
    await open(6, spread('topology.kubernetes.io/zone', 'DoNotSchedule'));
    expect(perNode()).toEqual([2, 2, 2]);
  });

  it('wait rather than crowd the nodes that are left, when they must not', async () => {
    await open(3, spread('kubernetes.io/hostname', 'DoNotSchedule'));
    await lose(nodesOf()[0] ?? '');
    await shop.clock.sleep(600_000);
    expect(shop.ready('blue')).toHaveLength(2);
    const waiting = shop.pods('blue').find(({ spec }) => spec.nodeName === undefined);
    expect(waiting?.status.conditions).toMatchObject([{ type: 'PodScheduled', reason: 'Unschedulable' }]);
  });

  it('crowd them when they may', async () => {
    await open(3, spread('kubernetes.io/hostname', 'ScheduleAnyway'));
    await lose(nodesOf()[0] ?? '');
    await shop.clock.sleep(600_000);
    expect(shop.ready('blue')).toHaveLength(3);
    expect(perNode()).toEqual([1, 2]);
  });
});
