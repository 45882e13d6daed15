import { describe, expect, it } from '@jest/globals';
import { queuedFrom } from '../../src/domain/queue.ts';
import { splitFor } from '../../src/domain/split.ts';
import { admitRelease } from '../../src/release/admit-release.ts';
import { afterwards } from '../../src/release/afterwards.ts';
import { concludeRelease } from '../../src/release/conclude-release.ts';
import { rollBackOnAlarm } from '../../src/release/roll-back-on-alarm.ts';
import { asked, now } from '../support/asked.ts';
import { blue, digestOf, green, policyWith, recordWith, release, site } from '../support/release-facts.ts';
import { worldInMemory } from '../support/world-in-memory.ts';

const firedAt = '2026-11-23T10:10:00.000Z';
const fired = (timestamp = firedAt) => ({
  ...{ id: '1', account: '1', region: 'r', time: '2026-11-23T10:10:00Z', resources: [] },
  source: 'aws.cloudwatch' as const,
  'detail-type': 'CloudWatch Alarm State Change' as const,
  detail: { alarmName: 'orders-5xx', state: { value: 'ALARM' as const, reason: 'too many', timestamp } },
});

/** Release 7 retires 1.4.0: everybody is on green, flags are new. */
const retiring = (changes: Parameters<typeof recordWith>[0] = {}) => {
  const memory = worldInMemory(recordWith({ status: 'retiring', ...changes }));
  memory.world.split = { ...splitFor(site, 100), sticky: false };
  memory.world.flags = { 'loyalty-points': { enabled: true } };
  return { ...memory, ports: { ...memory.ports, afterwards: async () => afterwards(memory.ports) } };
};

const tagsWaiting = ({ record }: ReturnType<typeof retiring>['world']) =>
  record?.queue?.map(({ request }) => request.tag);

describe('an alarm after the point of no return', () => {
  it('lets a release of the version before wait, by its digest', async () => {
    const { world, calls, ports } = retiring();
    expect(await rollBackOnAlarm(fired(), ports)).toMatchObject({ rolledBack: [], fallingBack: ['orders'] });
    const request = { tag: '1.4.0', digest: digestOf('a'), startedBy: 'fallback', at: firedAt };
    expect(world.record?.queue).toMatchObject([{ rank: 3, request }]);
    expect(calls).not.toContain('traffic.set');
  });

  it('goes ahead of a push that waits, which goes on waiting behind it, as a later one does', async () => {
    const push = { service: 'orders', tag: '3.0.0', startedBy: 'push' as const, at: '2026-11-23T10:20:00.000Z' };
    const { world, ports } = retiring({ queue: [queuedFrom(push, now)] });
    await rollBackOnAlarm(fired(), ports);
    expect(tagsWaiting(world)).toEqual(['1.4.0', '3.0.0']);
    const later = { ...push, tag: '3.0.1', at: '2026-11-23T10:21:00.000Z' };
    expect(await admitRelease(asked(later), ports)).toMatchObject({ kind: 'queued' });
    expect(tagsWaiting(world)).toEqual(['1.4.0', '3.0.1']);
  });

  it('waits behind a release that ended just before the alarm was heard', async () => {
    const conclusion = { outcome: 'released', because: 'done', at: firedAt } as const;
    const { world, ports } = retiring({ status: 'free', conclusion });
    expect(await rollBackOnAlarm(fired(firedAt), ports)).toMatchObject({ fallingBack: ['orders'] });
    expect(tagsWaiting(world)).toEqual(['1.4.0']);
  });

  it.each([
    ['fired before the release', {}, '2026-11-23T09:59:00.000Z'],
    ['guards another release', { guards: ['other'] }, firedAt],
    ['comes when the release is over', { status: 'free' }, firedAt],
  ] as const)('lets nothing wait when it %s', async (_, changes, timestamp) => {
    const { world, ports } = retiring(changes as Parameters<typeof recordWith>[0]);
    expect(await rollBackOnAlarm(fired(timestamp), ports)).toMatchObject({ rolledBack: [], fallingBack: [] });
    expect(world.record?.queue).toBeUndefined();
  });
});

describe('the fallback', () => {
  /** Release 7 has ended, the fallback's execution asks; what runs is 2.0.0 on green. */
  const falling = async () => {
    const { world, ports } = retiring();
    await rollBackOnAlarm(fired(), ports);
    await concludeRelease({ release, as: 'released', because: 'retired', now }, ports);
    const [[execution, request] = ['', undefined]] = world.executions;
    const workload = {
      ...ports.workload,
      running: async () => ({ image: `x/orders@${digestOf('b')}`, version: '2.0.0', replicas: 3, floor: null }),
    };
    return { world, ports: { ...ports, workload }, input: asked(request, { execution }) };
  };

  it('begins by itself, and goes to everybody in one step with the flags that users had before', async () => {
    const { world, ports, input } = await falling();
    expect((await admitRelease(input, ports)).kind).toBe('admitted');
    const { plan, to, image, urgent } = world.record?.release ?? {};
    expect(plan?.map((step) => ('weight' in step ? `${step.kind} ${step.weight}` : step.kind))).toEqual([
      ...['shift 0', 'deploy', 'awaitReady', 'shift 100', 'flip', 'retire'],
    ]);
    expect(plan?.find((step) => step.kind === 'flip')).toMatchObject({
      changes: [{ key: 'loyalty-points', before: { enabled: true }, after: { enabled: false } }],
    });
    expect([to, image, urgent]).toEqual([
      { version: '1.4.0', digest: digestOf('a') },
      `x/orders@${digestOf('a')}`,
      true,
    ]);
    expect(world.record?.release.site).toMatchObject({
      stable: { targetGroup: green },
      candidate: { targetGroup: blue },
    });
  });

  it('leaves a flag alone that a person has changed since', async () => {
    const { world, ports, input } = await falling();
    world.flags = { 'loyalty-points': { enabled: true, share: 10 } };
    await admitRelease(input, ports);
    expect(world.record?.release.plan.filter((step) => step.kind === 'flip')).toEqual([]);
  });

  it('is neither refused nor guarded by the alarms that fire already, but by the others', async () => {
    const { world, ports, input } = await falling();
    world.policy = policyWith({ health: { alarms: ['orders-5xx', 'orders-latency'] } });
    world.alarms = [
      { alarm: 'orders-5xx', state: 'firing', noticeSeconds: 60 },
      { alarm: 'orders-latency', state: 'ok', noticeSeconds: 60 },
    ];
    expect((await admitRelease(input, ports)).kind).toBe('admitted');
    expect(world.record?.guards).toEqual(['orders-latency']);
  });

  it('finds its version by digest, wherever the tag points by now', async () => {
    const { ports, input } = await falling();
    const images = { ...ports.images, resolve: () => Promise.reject(new Error('asked for a tag')) };
    expect((await admitRelease(input, { ...ports, images })).kind).toBe('admitted');
  });

  it('is refused with a sentence when the registry has thrown its image away', async () => {
    const { world, ports, input } = await falling();
    const images = { ...ports.images, byDigest: async () => undefined };
    expect(await admitRelease(input, { ...ports, images })).toEqual({
      kind: 'refused',
      because: `${digestOf('a')} is no longer in repository shop/orders`,
    });
    expect(world.record?.queue).toBeUndefined();
  });
});

describe('a hotfix', () => {
  const hotfix = { service: 'orders', tag: '2.0.1', hotfix: true };
  const firing = [{ alarm: 'orders-5xx', state: 'firing' as const, noticeSeconds: 60 }];

  it('needs a reason', async () => {
    const { calls, ports } = worldInMemory();
    for (const request of [hotfix, { ...hotfix, reason: '' }])
      expect(await admitRelease(asked(request), ports)).toMatchObject({
        kind: 'refused',
        because: expect.stringContaining('say why in "reason"'),
      });
    expect(calls).toEqual([]);
  });

  it('begins while an alarm fires, in one step, with the flags of its own version', async () => {
    const { world, ports } = worldInMemory();
    world.alarms = firing;
    world.policy = policyWith({
      flags: {
        ...{ application: 'shop', environment: 'prod', profile: 'features' },
        flip: [{ key: 'loyalty-points', at: 100 }],
      },
    });
    expect((await admitRelease(asked({ ...hotfix, reason: 'checkout is down' }), ports)).kind).toBe('admitted');
    expect(world.record).toMatchObject({ guards: [], release: { urgent: true } });
    expect(world.record?.release.plan.map(({ kind }) => kind)).toEqual([
      ...['shift', 'deploy', 'awaitReady', 'shift', 'flip', 'retire'],
    ]);
  });

  it('makes a running release give way even where pushes are refused', async () => {
    const { world, ports } = worldInMemory(recordWith());
    world.policy = policyWith({ secondPush: { action: 'refuse' } });
    expect((await admitRelease(asked({ ...hotfix, reason: 'checkout is down' }), ports)).kind).toBe('queued');
    expect(world.record).toMatchObject({ status: 'aborting', supersededBy: '2.0.1', queue: [{ rank: 2 }] });
  });
});
