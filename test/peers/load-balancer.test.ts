import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { modifyRule } from './world/balancer.ts';
import { watch } from './world/watch.ts';
import { openWorld, type World, type WorldOptions } from './world/world.ts';

jest.setTimeout(180_000);

let world: World;
afterEach(() => world.close());
const open = async (options: WorldOptions): Promise<World> => {
  world = await openWorld(options);
  return world;
};
const blueGreen = { layout: 'namespaces', policy: { strategy: 'blue-green' } } as const;
const canary = { layout: 'ingress', policy: { strategy: 'canary' } } as const;
const endsOf = (ends: readonly { readonly outcome: string }[]) => ends.map(({ outcome }) => outcome);

describe('a release behind an ALB', () => {
  it.each([
    ['by a rule of our own', blueGreen],
    ['through an Ingress', canary],
  ] as const)(
    'fails no request %s, however late changes reach the data plane (Argo Rollouts #4834, Flagger #659)',
    async (_router, options) => {
      const { cloud, users, push, untilEnded } = await open({ ...options, usersPerSecond: 20 });
      cloud.services.elb.setPropagation({ least: 2_000, most: 12_000 });
      push('1.1.0');
      expect(endsOf(await untilEnded(1))).toEqual(['released']);
      expect(users.failed()).toEqual([]);
      expect(users.seen.at(-1)?.version).toBe('1.1.0');
    },
  );

  it('splits users between two namespaces by weight (AWS Load Balancer Controller #4197)', async () => {
    const { cluster, users, push, until, weights } = await open({ ...blueGreen, usersPerSecond: 20 });
    push('1.1.0');
    await until(async () => (await weights()).green === 50);
    const { cloud } = world;
    await cloud.clock.sleep(5_000);
    const since = cloud.clock.now();
    await cloud.clock.sleep(50_000);
    const met = users.seen.filter(({ sentAt }) => sentAt > since);
    const share = met.filter(({ version }) => version === '1.1.0').length / met.length;
    expect(new Set(cluster.api.list('pods').map(({ metadata }) => metadata.namespace))).toEqual(
      new Set(['shop-blue', 'shop-green']),
    );
    expect(Math.abs(share - 0.5)).toBeLessThan(0.08);
    expect(users.failed()).toEqual([]);
  });
});

describe('the last step, with a hundred targets on each side', () => {
  it('never gives a share to a group with fewer healthy targets than it needs (Argo Rollouts #4433, #2864)', async () => {
    const policy = { strategy: 'blue-green', readySeconds: 300 } as const;
    const { users, push, untilEnded } = await open({ layout: 'namespaces', policy, replicas: 100, usersPerSecond: 20 });
    const { looks, stop } = watch(world);
    push('1.1.0');
    const ends = await untilEnded(1);
    stop();
    const short = looks.filter(({ weights, healthy }) =>
      (['blue', 'green'] as const).some((color) => healthy[color] < weights[color]),
    );
    expect(short).toEqual([]);
    expect(endsOf(ends)).toEqual(['released']);
    expect(users.failed()).toEqual([]);
  });
});

describe('an ELB API that is throttled for minutes', () => {
  it.each([
    ['Tidegate', blueGreen, 'tidegate-dev-shift-traffic'],
    ['the AWS Load Balancer Controller', canary, 'aws-load-balancer-controller'],
  ] as const)(
    'never says released while the load balancer still sends users to the old version: %s (Argo Rollouts #3333)',
    async (_who, options, caller) => {
      const { cloud, users, push, until, ends, pods, weights, untilEnded } = await open(options);
      push('1.1.0');
      await until(async () => (await weights()).green === 50);
      const throttled = { service: 'elasticloadbalancing', operation: 'ModifyRule', caller, times: 100_000 };
      const endThrottling = cloud.faults.breakNext(throttled, { kind: 'throttle' });
      await until(async () => {
        expect(await ends()).toEqual((await weights()).green === 0 ? expect.anything() : []);
        if ((await weights()).blue > 0) expect(pods('blue')).toHaveLength(3);
        return (await weights()).green === 0;
      });
      await cloud.clock.sleep(60_000);
      endThrottling();
      expect(endsOf(await untilEnded(1))).toEqual(['rolledBack']);
      expect(users.failed()).toEqual([]);
      expect(users.seen.at(-1)?.version).toBe('1.0.0');
    },
  );
});

describe('a data plane that lags behind the API', () => {
  it('keeps the old pods until no request came for a whole drain (Argo Rollouts #4595)', async () => {
    const { cloud, users, push, until, pods, weights, untilEnded } = await open(blueGreen);
    push('1.1.0');
    await until(async () => (await weights()).green === 50);
    const lagMs = 480_000;
    cloud.services.elb.setPropagation({ least: lagMs, most: lagMs });
    await until(async () => (await weights()).green === 100);
    const shiftedAt = cloud.clock.now();
    await until(() => pods('blue').length === 0 || pods('blue').some(({ metadata }) => metadata.deletionTimestamp));
    const lastOnOld = users.lastOn('1.0.0') ?? 0;
    expect(lastOnOld - shiftedAt).toBeGreaterThan(lagMs - 10_000);
    expect(cloud.clock.now() - lastOnOld).toBeGreaterThanOrEqual(30_000);
    expect(endsOf(await untilEnded(1))).toEqual(['released']);
    expect(users.failed()).toEqual([]);
  });
});

describe('weights', () => {
  it('are read back after every change, with nothing to switch on (Argo Rollouts #701, #957)', async () => {
    const { cloud, push, untilEnded } = await open(blueGreen);
    push('1.1.0');
    await untilEnded(1);
    const calls = cloud.recorder
      .calls({ service: 'elasticloadbalancing', caller: 'tidegate-dev-shift-traffic' })
      .map(({ operation }) => operation)
      .filter((operation) => operation === 'ModifyRule' || operation === 'DescribeRules');
    const unread = calls.filter((operation, i) => operation === 'ModifyRule' && calls[i + 1] !== 'DescribeRules');
    expect(calls.filter((operation) => operation === 'ModifyRule')).toHaveLength(3);
    expect(unread).toEqual([]);
  });

  it('that somebody sets back behind each change are never called released (Argo Rollouts #701)', async () => {
    const { cloud, operator, balancer, users, push, until, weights, untilEnded } = await open(blueGreen);
    push('1.1.0');
    await until(async () => (await weights()).green === 50);
    const setBack = () => {
      cloud.clock.after(50, () => void operator.elb.send(modifyRule(balancer, 50)));
      return false;
    };
    const everyShift = {
      service: 'elasticloadbalancing',
      operation: 'ModifyRule',
      caller: 'tidegate-dev-shift-traffic',
    };
    cloud.faults.breakNext({ ...everyShift, matching: setBack }, { kind: 'throttle' });
    const [end] = await untilEnded(1);
    expect([end?.outcome, end?.because]).toEqual(['rolledBack', expect.stringMatching(/weights|load balancer has/)]);
    expect(users.seen.at(-1)?.version).toBe('1.0.0');
    expect(users.failed()).toEqual([]);
  });
});
