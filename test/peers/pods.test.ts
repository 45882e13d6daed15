import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { fire } from './world/alarms.ts';
import { openWorld, type World, type WorldOptions } from './world/world.ts';

jest.setTimeout(180_000);

let world: World;
afterEach(() => world.close());
const open = async (options: WorldOptions): Promise<World> => {
  world = await openWorld(options);
  return world;
};
const outcomes = (ends: readonly { readonly outcome: string }[]) => ends.map(({ outcome }) => outcome);
const untilRefused = async ({ until, executions, anyRuns }: World): Promise<string> => {
  await until(async () => (await executions()).length > 0 && !(await anyRuns()));
  return (await executions()).at(-1)?.cause ?? '';
};

describe('a rolling update, while pods are sent requests for 12 s after they began to stop', () => {
  const rolling = { layout: 'inPlace', replicas: 4, usersPerSecond: 50 } as const;
  const slow = { least: 8_000, most: 12_000 };

  it('fails no request when pods sleep before they stop (AWS Load Balancer Controller #2366, #1719)', async () => {
    const { cloud, users, push, untilEnded } = await open({ ...rolling, policy: { strategy: 'rolling' } });
    cloud.services.elb.setPropagation(slow);
    push('1.1.0');
    expect(outcomes(await untilEnded(1))).toEqual(['released']);
    expect(users.failed()).toEqual([]);
    expect(users.seen.at(-1)?.version).toBe('1.1.0');
  });

  it('is refused when they do not, before any pod has stopped', async () => {
    const { users, push, pods } = await open({ ...rolling, preStopSeconds: 0, policy: { strategy: 'rolling' } });
    const before = pods('blue').map(({ metadata }) => metadata.uid);
    push('1.1.0');
    expect(await untilRefused(world)).toMatch(/cost requests: .*preStop hook \(pre-stop-missing\)/);
    expect(pods('blue').map(({ metadata }) => metadata.uid)).toEqual(before);
    expect(users.failed()).toEqual([]);
  });

  it('does cost requests when the finding is accepted all the same', async () => {
    const accept = [{ finding: 'pre-stop-missing', because: 'to see what it costs' }];
    const policy = { strategy: 'rolling', accept } as const;
    const { cloud, users, push, untilEnded } = await open({ ...rolling, preStopSeconds: 0, policy });
    cloud.services.elb.setPropagation(slow);
    push('1.1.0');
    await untilEnded(1);
    expect(users.failed().length).toBeGreaterThan(0);
  });
});

describe('more pods than a target group may have targets', () => {
  it('end the release before a user moved, with the numbers (AWS Load Balancer Controller #4360)', async () => {
    const { cloud, users, push, pods, untilEnded } = await open({
      ...({ layout: 'namespaces', policy: { strategy: 'blue-green' }, replicas: 3 } as const),
    });
    cloud.services.elb.setTargetQuota(2);
    push('1.1.0');
    const [end] = await untilEnded(1);
    expect([end?.outcome, end?.because]).toEqual(['rolledBack', expect.stringContaining('2 of 3 targets')]);
    expect(new Set(users.seen.map(({ status, version }) => `${status} ${version}`))).toEqual(new Set(['200 1.0.0']));
    expect(pods('green')).toEqual([]);
  });
});

describe('a stable version that broke by itself', () => {
  /** Each process ends 8 s after its start, from the moment at which `broken` is set. */
  const openBroken = async (options: Pick<WorldOptions, 'layout' | 'policy'>) => {
    const state = { broken: false };
    const first = { crashesAfterMs: () => (state.broken ? 8_000 : 0) };
    const { cluster, pods, until, ready } = await open({ ...options, first });
    state.broken = true;
    for (const { metadata } of pods('blue'))
      cluster.killPod({ namespace: metadata.namespace ?? '', name: metadata.name });
    await until(() => ready('blue').length === 0);
    await world.cloud.clock.sleep(60_000);
  };
  const layouts = [
    ['beside', { layout: 'namespaces', policy: { strategy: 'blue-green' } }],
    ['in its place', { layout: 'inPlace', policy: { strategy: 'rolling' } }],
  ] as const;

  it.each(layouts)(
    'does not block an ordinary release of the fix %s (Argo Rollouts #1774, #3110)',
    async (_where, options) => {
      await openBroken(options);
      const { cloud, users, push, untilEnded } = world;
      push('1.0.1');
      expect(outcomes(await untilEnded(1))).toEqual(['released']);
      const since = cloud.clock.now();
      await cloud.clock.sleep(60_000);
      const late = users.seen.filter(({ sentAt }) => sentAt > since);
      expect(new Set(late.map(({ status, version }) => `${status} ${version}`))).toEqual(new Set(['200 1.0.1']));
    },
  );

  it.each(layouts)(
    'does not block a second fix %s when the first one was none (Argo Rollouts #1774, #3110)',
    async (_where, options) => {
      await openBroken(options);
      const { cloud, users, push, untilEnded } = world;
      push('1.0.1', { crashesAfterMs: () => 2_000 });
      await cloud.clock.sleep(600_000);
      push('1.0.2');
      const ends = await untilEnded(2);
      expect(ends.map(({ to, outcome }) => [to, outcome])).toEqual([
        ['1.0.1', 'rolledBack'],
        ['1.0.2', 'released'],
      ]);
      expect(users.seen.at(-1)).toMatchObject({ status: 200, version: '1.0.2' });
    },
  );

  it('does not block a hotfix while its alarm fires; a push is told how to be one (Argo Rollouts #995, #1377)', async () => {
    await openBroken(layouts[0][1]);
    const { cloud, operator, users, push, start, untilEnded } = world;
    await fire(operator.cloudWatch);
    push('1.0.1');
    expect(await untilRefused(world)).toMatch(/an alarm fires already: .*hotfix/);
    const hotfixedAt = cloud.clock.now();
    await start({ service: 'shop', tag: '1.0.1', hotfix: true, reason: 'stable crash-loops' });
    await world.until(() => users.lastOn('1.0.1') !== undefined);
    expect(cloud.clock.now() - hotfixedAt).toBeLessThan(180_000);
    expect(outcomes(await untilEnded(1))).toEqual(['released']);
  });
});
