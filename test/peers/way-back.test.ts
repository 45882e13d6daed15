import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { calm, fire } from './world/alarms.ts';
import { watch } from './world/watch.ts';
import { openWorld, type World, type WorldOptions } from './world/world.ts';

jest.setTimeout(180_000);

let world: World;
afterEach(() => world.close());
const halfWay = async (options: WorldOptions): Promise<World> => {
  world = await openWorld(options);
  const { push, until, weights } = world;
  push('1.1.0');
  await until(async () => (await weights()).green === 50);
  return world;
};
const blueGreen = { layout: 'namespaces', policy: { strategy: 'blue-green' } } as const;
const denied = { kind: 'error', name: 'AccessDenied', message: 'not authorized', statusCode: 403 } as const;

describe('a load balancer that refuses every change for good', () => {
  it('ends the release by itself: users go back, and it says why (Argo Rollouts #4626, #4128, #4750)', async () => {
    const { cloud, users, untilEnded } = await halfWay(blueGreen);
    const shifts = { service: 'elasticloadbalancing', operation: 'ModifyRule', caller: 'tidegate-dev-shift-traffic' };
    cloud.faults.breakNext({ ...shifts, times: 100_000 }, denied);
    const [end] = await untilEnded(1, 1800);
    expect([end?.outcome, end?.because]).toEqual(['rolledBack', expect.stringContaining('not authorized')]);
    expect(users.failed()).toEqual([]);
    expect(users.seen.at(-1)?.version).toBe('1.0.0');
  });

  it('ends in quarantine, loudly, when it refuses the rollback too', async () => {
    const { cloud, users, untilEnded } = await halfWay(blueGreen);
    const everybody = { service: 'elasticloadbalancing', operation: 'ModifyRule' };
    cloud.faults.breakNext({ ...everybody, times: 100_000 }, denied);
    const [end] = await untilEnded(1, 7200);
    expect([end?.outcome, end?.because]).toEqual(['quarantined', expect.stringContaining('not authorized')]);
    expect(users.failed()).toEqual([]);
  });
});

describe('after an abort', () => {
  it('weights do not flap, no pod is left, and the next release starts (Argo Rollouts #3078, #3242, #3578, #1292)', async () => {
    const { operator, users, push, pods, untilEnded } = await halfWay(blueGreen);
    const { looks, stop } = watch(world);
    await fire(operator.cloudWatch);
    await untilEnded(1);
    stop();
    const shares = looks.map(({ weights }) => weights.green).filter((weight, i, all) => weight !== all[i - 1]);
    expect(shares).toEqual([50, 0]);
    expect(pods('green')).toEqual([]);
    expect(looks.filter(({ pods: { blue } }) => blue < 3)).toEqual([]);
    await calm(operator.cloudWatch);
    push('1.2.0');
    expect((await untilEnded(2)).map(({ to, outcome }) => [to, outcome])).toEqual([
      ['1.1.0', 'rolledBack'],
      ['1.2.0', 'released'],
    ]);
    expect(users.failed()).toEqual([]);
    expect(users.seen.at(-1)?.version).toBe('1.2.0');
  });

  it('nobody looks a thousand times a minute (Argo Rollouts #2982)', async () => {
    const { cloud, operator, untilEnded } = await halfWay(blueGreen);
    const since = cloud.clock.now();
    await fire(operator.cloudWatch);
    await untilEnded(1);
    const minutes = (cloud.clock.now() - since) / 60_000;
    const calls = cloud.recorder.calls({ since }).filter(({ caller }) => caller.startsWith('tidegate-dev-'));
    expect(calls.length / minutes).toBeLessThan(60);
  });

  it('by a newer push, that one is released and not stuck (Argo Rollouts #3331)', async () => {
    const { users, push, untilEnded } = await halfWay(blueGreen);
    push('1.2.0');
    expect((await untilEnded(2)).map(({ to, outcome }) => [to, outcome])).toEqual([
      ['1.1.0', 'rolledBack'],
      ['1.2.0', 'released'],
    ]);
    expect(users.failed()).toEqual([]);
  });
});

describe('checks', () => {
  const smoked = { layout: 'namespaces', policy: { strategy: 'blue-green', smokePath: '/smoke' } } as const;
  const smokes = (paths: readonly string[]) => paths.filter((path) => path === '/smoke').length;

  it('before the first user are made once, however often the release looks (Flagger #1248)', async () => {
    world = await openWorld(smoked);
    const paths: string[] = [];
    world.push('1.1.0', { onRequest: (path) => paths.push(path) });
    expect((await world.untilEnded(1)).map(({ outcome }) => outcome)).toEqual(['released']);
    const looks = world.cloud.recorder.calls({ service: 'lambda', operation: 'Invoke' });
    expect(looks.length).toBeGreaterThan(15);
    expect(smokes(paths)).toBe(1);
  });

  it('that fail send the release back at the first one, not after so many (Flagger #1801)', async () => {
    const { cloud, operator, users, until, weights } = await halfWay(smoked);
    const firedAt = cloud.clock.now();
    await fire(operator.cloudWatch);
    await until(async () => (await weights()).green === 0);
    expect(cloud.clock.now() - firedAt).toBeLessThan(10_000);
    await world.untilEnded(1);
    expect((users.lastOn('1.1.0') ?? 0) - firedAt).toBeLessThan(15_000);
  });
});
