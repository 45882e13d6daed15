import { describe, expect, it } from '@jest/globals';
import type { ReleaseRecord } from '../../src/contracts/release.ts';
import { queuedFrom } from '../../src/domain/queue.ts';
import { splitFor } from '../../src/domain/split.ts';
import { afterwards } from '../../src/release/afterwards.ts';
import { reconcile } from '../../src/release/reconcile.ts';
import { digestOf, recordWith, site } from '../support/release-facts.ts';
import { worldInMemory } from '../support/world-in-memory.ts';

const now = '2026-11-23T12:00:00Z';
const tick = { time: now };
const { holder } = recordWith();
const free = (changes: Partial<ReleaseRecord> = {}) =>
  recordWith({
    status: 'free',
    conclusion: { outcome: 'released', because: 'x', at: '2026-11-23T11:00:00.000Z' },
    ...changes,
  });

const worldWith = (record?: ReleaseRecord) => {
  const memory = worldInMemory(record);
  return { ...memory, ports: { ...memory.ports, afterwards: async () => afterwards(memory.ports) } };
};

describe('a held record', () => {
  const at25 = (changes: Partial<ReleaseRecord> = {}) => {
    const memory = worldWith(recordWith(changes));
    memory.world.split = { ...splitFor(site, 25), sticky: false };
    return memory;
  };

  it.each(['active', 'aborting', 'settling', 'retiring'] as const)(
    'is left to its running execution: %s',
    async (status) => {
      const { world, calls, ports } = at25({ status });
      world.executions.set(holder, {});
      expect(await reconcile(tick, ports)).toMatchObject([{ service: 'orders', did: 'nothing' }]);
      expect(calls).not.toContain('traffic.set');
      expect([...world.executions.keys()]).toEqual([holder]);
    },
  );

  it('whose execution ended unseen, or ended before it locked, is taken over: users go back at once', async () => {
    const { world, ports } = at25();
    world.ended.add(holder);
    expect(await reconcile(tick, ports)).toMatchObject([{ did: 'recovered' }]);
    expect(world.split.weights).toEqual(splitFor(site, 0).weights);
    expect(world.record).toMatchObject({ status: 'aborting', abortedBecause: expect.stringContaining(holder) });
    expect(world.executions.get('recover-orders-7-1')).toMatchObject({
      recover: { epoch: 7 },
      retire: { kind: 'retire' },
    });
  });

  it('whose execution Step Functions does not know is taken over too', async () => {
    const { world, ports } = at25();
    await reconcile(tick, ports);
    expect([...world.executions.keys()]).toEqual(['recover-orders-7-1']);
  });

  it('of this very moment is left alone: Step Functions may not know its execution yet', async () => {
    const { ports } = at25({ admittedAt: '2026-11-23T11:59:30.000Z' });
    expect(await reconcile(tick, ports)).toMatchObject([{ did: 'nothing' }]);
  });

  it('is left to a recovery that runs, and gets the next one when all died', async () => {
    const { world, ports } = at25({ status: 'aborting' });
    for (const name of [holder, 'recover-orders-7-1']) world.ended.add(name);
    world.executions.set('recover-orders-7-2', {});
    expect(await reconcile(tick, ports)).toMatchObject([{ did: 'nothing' }]);
    world.ended.add('recover-orders-7-2');
    expect(await reconcile(tick, ports)).toMatchObject([{ did: 'recovered' }]);
    expect(world.executions.has('recover-orders-7-3')).toBe(true);
  });

  it('past its point of no return goes on forward', async () => {
    const { world, calls, ports } = at25({ status: 'retiring' });
    world.ended.add(holder);
    expect(await reconcile(tick, ports)).toMatchObject([{ did: 'recovered' }]);
    expect(calls).not.toContain('traffic.set');
    expect(world.record?.status).toBe('retiring');
  });

  it.each([
    ['was concluded meanwhile', free()],
    ['belongs to the next release meanwhile', recordWith({ epoch: 8, holder: 'next' })],
  ])('is not taken over when it %s', async (_, meanwhile) => {
    const { world, ports, rightAfter } = at25();
    world.ended.add(holder);
    rightAfter('executions.stateOf', () => {
      world.record = meanwhile;
    });
    expect(await reconcile(tick, ports)).toMatchObject([{ did: 'nothing' }]);
    expect(world.executions.size).toBe(0);
  });

  it('in quarantine is left alone', async () => {
    const { calls, ports } = at25({ status: 'quarantined' });
    expect(await reconcile(tick, ports)).toMatchObject([{ did: 'nothing' }]);
    expect(calls).toEqual(['policies.services', 'ledger.read']);
  });
});

describe('a request that waits behind a free lock', () => {
  const request = { service: 'orders', tag: '2.1.0', digest: digestOf('c'), startedBy: 'push' as const };
  const waiting = () => worldWith(free({ queue: [queuedFrom(request, now)] }));

  it('is started, once however often we look', async () => {
    const { world, ports } = waiting();
    expect(await reconcile(tick, ports)).toMatchObject([{ did: 'started' }]);
    expect(await reconcile(tick, ports)).toMatchObject([{ did: 'nothing' }]);
    expect([...world.executions]).toEqual([['orders-2.1.0-after-7', request]]);
  });

  it('is started again when its execution died before it could begin, and given up after three', async () => {
    const { world, ports } = waiting();
    for (const attempt of ['', '-2', '-3']) {
      expect(await reconcile(tick, ports)).toMatchObject([{ did: 'started' }]);
      world.ended.add(`orders-2.1.0-after-7${attempt}`);
    }
    expect(await reconcile(tick, ports)).toMatchObject([{ did: 'dequeued' }]);
    expect(world.record).not.toHaveProperty('queue');
    expect(world.executions.size).toBe(3);
  });

  it('is not started when it left the queue meanwhile', async () => {
    const { world, ports, rightAfter } = waiting();
    rightAfter('executions.stateOf', () => {
      world.record = recordWith({ epoch: 8 });
    });
    expect(await reconcile(tick, ports)).toMatchObject([{ did: 'nothing' }]);
    expect(world.executions.size).toBe(0);
  });
});

describe('a push whose event never came', () => {
  const pushed = { digest: digestOf('c'), tags: ['2.1.0'], pushedAt: '2026-11-23T11:30:00.000Z' };
  const name = `orders-2.1.0-${'c'.repeat(12)}`;
  const missed = (record?: ReleaseRecord) => {
    const memory = worldWith(record);
    memory.world.pushed = [pushed];
    return memory;
  };

  it.each([
    ['was released before', free()],
    ['was never released', undefined],
  ])('is started when the service %s', async (_, record) => {
    const { world, ports } = missed(record);
    expect(await reconcile(tick, ports)).toMatchObject([{ did: 'started' }]);
    expect([...world.executions]).toEqual([
      [name, { service: 'orders', tag: '2.1.0', digest: digestOf('c'), startedBy: 'reconcile', at: pushed.pushedAt }],
    ]);
  });

  it('was not missed when it has an execution', async () => {
    const { world, ports } = missed(free());
    world.executions.set(name, {});
    expect(await reconcile(tick, ports)).toMatchObject([{ did: 'nothing' }]);
  });

  it.each<[string, (world: ReturnType<typeof missed>['world']) => void]>([
    ['nobody knows when the policy was applied', (world) => void (world.appliedAt = null)],
    ['there is no policy', (world) => void (world.policy = undefined)],
    ['the policy is of this minute', (world) => void (world.appliedAt = '2026-11-23T11:59:00.000Z')],
    ['a release runs', (world) => void (world.record = recordWith())],
  ])('is left alone when %s', async (_, change) => {
    const { world, ports } = missed(free());
    change(world);
    world.executions.set(holder, {});
    expect(await reconcile(tick, ports)).toMatchObject([{ did: 'nothing' }]);
    expect([...world.executions.keys()]).toEqual([holder]);
  });
});

describe('all services', () => {
  it('are looked at, also when one of them cannot be, and the failure is told with its name', async () => {
    const { world, ports } = worldWith(recordWith());
    world.ended.add(holder);
    const services = ['broken', 'orders', ...Array.from({ length: 20 }, (_, i) => `idle-${i}`)];
    const read = (service: string) =>
      service === 'broken'
        ? Promise.reject(new Error('unreadable'))
        : service === 'orders'
          ? ports.ledger.read(service)
          : Promise.resolve(undefined);
    const policies = { ...ports.policies, services: async () => services, registered: async () => undefined };
    const failure = reconcile(tick, { ...ports, policies, ledger: { ...ports.ledger, read } });
    await expect(failure).rejects.toThrow('1 of 22 services were not reconciled: broken: unreadable');
    expect(world.executions.has('recover-orders-7-1')).toBe(true);
  });
});
