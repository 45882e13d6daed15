import { describe, expect, it } from '@jest/globals';
import type { ReleaseRequest } from '../../src/contracts/request.ts';
import { queuedFrom } from '../../src/domain/queue.ts';
import { splitFor } from '../../src/domain/split.ts';
import { admitRelease } from '../../src/release/admit-release.ts';
import { concludeRelease } from '../../src/release/conclude-release.ts';
import { asked, now } from '../support/asked.ts';
import { migrationWith } from '../support/migration-facts.ts';
import { digestOf, policyWith, recordWith, release, site } from '../support/release-facts.ts';
import { worldInMemory } from '../support/world-in-memory.ts';

const push = (tag: string, at = '2026-11-23T09:59:00.000Z'): ReleaseRequest => ({
  ...{ service: 'orders', tag, digest: digestOf('b'), startedBy: 'push', at },
});

const runningAt = (weight: number, changes: Parameters<typeof recordWith>[0] = {}) => {
  const memory = worldInMemory(recordWith(changes));
  memory.world.split = { ...splitFor(site, weight), sticky: false };
  return memory;
};

describe('a push during a release', () => {
  it('waits first and aborts then, so that a crash between them loses no push', async () => {
    const { world, calls, ports } = runningAt(25);
    const answer = await admitRelease(asked(push('2.0.1')), ports);
    expect(answer).toEqual({
      kind: 'queued',
      because: 'release 7 of orders (1.4.0 to 2.0.0) makes way for 2.0.1',
    });
    expect(world.record).toMatchObject({
      ...{ status: 'aborting', epoch: 7, abortedBecause: 'superseded by 2.0.1', supersededBy: '2.0.1' },
      queue: [{ request: { tag: '2.0.1', inARow: 1 }, at: '2026-11-23T09:59:00.000Z' }],
    });
    expect(calls.indexOf('ledger.enqueue')).toBeLessThan(calls.indexOf('ledger.abort'));
  });

  it('moves no weight and flips no flag: what makes way goes back in its own machine', async () => {
    const { calls, ports } = runningAt(25);
    await admitRelease(asked(push('2.0.1')), ports);
    expect(calls.filter((call) => /set|patch|deploy|remove|admit/.test(call))).toEqual([]);
  });

  it('counts the releases in a row that made way, and lets the last of them end', async () => {
    const before = recordWith();
    const { world, ports } = runningAt(25, { release: { ...before.release, inARow: 3 } });
    expect((await admitRelease(asked(push('2.0.1')), ports)).kind).toBe('queued');
    expect(world.record).toMatchObject({ status: 'active', queue: [{ request: { inARow: 0 } }] });
  });

  it('aborts no release that an alarm has aborted meanwhile, and does not make it look superseded', async () => {
    const { world, ports, rightAfter } = runningAt(25);
    rightAfter('ledger.enqueue', () => {
      if (world.record) world.record = { ...world.record, status: 'aborting', abortedBecause: 'alarm fired' };
    });
    expect((await admitRelease(asked(push('2.0.1')), ports)).kind).toBe('queued');
    expect(world.record).toMatchObject({ abortedBecause: 'alarm fired', queue: [{ request: { tag: '2.0.1' } }] });
    expect(world.record?.supersededBy).toBeUndefined();
  });

  it('aborts no release that came after the one it found', async () => {
    const { world, ports, rightAfter } = runningAt(25);
    rightAfter('ledger.enqueue', () => {
      world.record = recordWith({ epoch: 8 });
    });
    await admitRelease(asked(push('2.0.1')), ports);
    expect(world.record).toMatchObject({ epoch: 8, status: 'active' });
  });

  it('throws no copy of a table away', async () => {
    const { release } = recordWith();
    const plan = [{ kind: 'migrate', database: 'shop' } as const, ...release.plan];
    const { world, ports } = runningAt(0, { release: { ...release, plan } });
    world.migration = migrationWith({ run: { stage: 'execute', attempt: 1, since: now } });
    expect((await admitRelease(asked(push('2.0.1')), ports)).because).toMatch(/its migration copies a table/);
    expect(world.record).toMatchObject({ status: 'active', queue: [{ request: { tag: '2.0.1' } }] });
    world.migration = migrationWith({ status: 'free' });
    await admitRelease(asked(push('2.0.2')), ports);
    expect(world.record).toMatchObject({ status: 'aborting' });
  });

  it('waits for the end where everybody is on the new version already', async () => {
    const { world, ports } = runningAt(100);
    expect((await admitRelease(asked(push('2.0.1')), ports)).kind).toBe('queued');
    expect(world.record).toMatchObject({ status: 'active', queue: [{ request: { tag: '2.0.1' } }] });
  });

  it('is refused, and does not wait, where the policy says so', async () => {
    const { world, ports } = runningAt(25);
    world.policy = policyWith({ secondPush: { action: 'refuse' } });
    const before = world.record;
    expect(await admitRelease(asked(push('2.0.1')), ports)).toMatchObject({ kind: 'refused' });
    expect(world.record).toBe(before);
  });

  it('takes the place of an older push that waits, but of no newer one', async () => {
    const waiting = queuedFrom(push('2.0.5', '2026-11-23T09:58:00.000Z'), now);
    const { world, ports } = runningAt(100, { queue: [waiting] });
    expect(await admitRelease(asked(push('2.0.4', '2026-11-23T09:57:00.000Z')), ports)).toEqual({
      kind: 'refused',
      because: '2.0.5 waits already, and is newer than 2.0.4',
    });
    expect((await admitRelease(asked(push('2.0.6')), ports)).kind).toBe('queued');
    expect(world.record?.queue?.map(({ request }) => request.tag)).toEqual(['2.0.6']);
  });

  it('is asked again when the lock was freed at the very moment when it would wait', async () => {
    const { world, ports, rightAfter } = runningAt(0);
    rightAfter('traffic.read', () => {
      world.record = recordWith({ status: 'free' });
    });
    await expect(admitRelease(asked(push('2.0.1')), ports)).rejects.toMatchObject({ name: 'LockFreed' });
    expect(await admitRelease(asked(push('2.0.1')), ports)).toMatchObject({ kind: 'admitted', release: { epoch: 8 } });
  });
});

describe('a request that waited', () => {
  const status = 'free';
  const queued = queuedFrom({ ...push('2.0.1'), inARow: 1 }, now);
  const fallback = queuedFrom({ ...push('1.3.0'), digest: digestOf('c'), startedBy: 'fallback' }, now);

  it('is released by itself when what ran has made way', async () => {
    const { world, ports } = runningAt(25);
    await admitRelease(asked(push('2.0.1')), ports);
    if (world.record) world.record = { ...world.record, status: 'settling' };
    await concludeRelease({ release, as: 'rolledBack', because: 'aborted', now }, ports);
    const [[name, request] = ['', undefined]] = world.executions;
    expect(await admitRelease(asked(request, { execution: name }), ports)).toMatchObject({ release: { epoch: 8 } });
    expect(world.record).toMatchObject({ status: 'active', holder: 'orders-2.0.1-after-7', withdrawn: [] });
    expect(world.record?.queue).toBeUndefined();
    expect(world.record?.release.inARow).toBe(1);
  });

  it('leaves the queue when it is refused, because nothing would start it again', async () => {
    const { world, ports } = worldInMemory(recordWith({ status, queue: [queued] }));
    world.alarms = [{ alarm: 'orders-5xx', state: 'firing', noticeSeconds: 60 }];
    expect((await admitRelease(asked(queued.request), ports)).kind).toBe('refused');
    expect(world.record?.queue).toBeUndefined();
  });

  it('keeps its place when its admission fails for now', async () => {
    const { world, ports } = worldInMemory(recordWith({ status, queue: [queued] }));
    const evidence = { ...ports.evidence, alarms: () => Promise.reject(new Error('no answer')) };
    await expect(admitRelease(asked(queued.request), { ...ports, evidence })).rejects.toThrow('no answer');
    expect(world.record?.queue).toEqual([queued]);
  });

  it('is carried over when somebody else is admitted first, with what was withdrawn', async () => {
    const withdrawn = [digestOf('c')];
    const { world, ports } = worldInMemory(recordWith({ status, queue: [queued], withdrawn }));
    expect((await admitRelease(asked(), ports)).kind).toBe('admitted');
    expect(world.record).toMatchObject({ epoch: 8, queue: [queued], withdrawn });
  });

  it('begins before a push that finds the lock free, when it is a fallback; the push waits behind it', async () => {
    const { world, calls, ports } = worldInMemory(recordWith({ status, queue: [fallback] }));
    expect(await admitRelease(asked(push('2.0.1')), ports)).toMatchObject({ kind: 'queued' });
    expect(calls).not.toContain('ledger.admit');
    expect(world.record?.queue).toMatchObject([fallback, { request: push('2.0.1') }]);
  });

  it('keeps its place behind a fallback that came when it was started already', async () => {
    const { world, ports } = worldInMemory(recordWith({ status, queue: [fallback, queued] }));
    expect(await admitRelease(asked(queued.request), ports)).toMatchObject({ kind: 'queued' });
    expect(await admitRelease(asked(fallback.request), ports)).toMatchObject({ kind: 'admitted' });
    expect(world.record).toMatchObject({ epoch: 8, queue: [queued] });
  });

  it('is not lost when it began to wait while somebody else was admitted', async () => {
    const { world, ports, rightAfter } = worldInMemory(recordWith({ status }));
    rightAfter('images.resolve', () => {
      world.record = recordWith({ status, queue: [fallback] });
    });
    await expect(admitRelease(asked(), ports)).rejects.toMatchObject({ name: 'LockFreed' });
    expect(world.record?.queue).toEqual([fallback]);
  });

  it('stays where it is when another request is refused', async () => {
    const { world, ports } = worldInMemory(recordWith({ status, queue: [queued] }));
    expect((await admitRelease(asked({ service: 'orders', tag: '9.9.9' }), ports)).kind).toBe('refused');
    expect(world.record?.queue).toEqual([queued]);
  });
});

describe('a digest that was rolled back', () => {
  const record = recordWith({ status: 'free', withdrawn: [digestOf('b')] });

  it('is refused when a push brings it again, and released when a person does', async () => {
    const { world, ports } = worldInMemory(record);
    expect(await admitRelease(asked(push('2.0.0')), ports)).toMatchObject({
      kind: 'refused',
      because: expect.stringContaining('was rolled back before: start it by hand'),
    });
    expect(world.record).toBe(record);
    expect((await admitRelease(asked(), ports)).kind).toBe('admitted');
  });
});

describe('an execution of last week that somebody redrives', () => {
  const redriven = { executionStartedAt: '2026-11-16T10:00:00.000Z', redrives: 1 };

  it.each(['free', 'active'] as const)(
    'neither begins nor waits when the service went on since: %s',
    async (status) => {
      const { world, ports } = worldInMemory(recordWith({ status }));
      const before = world.record;
      expect(await admitRelease(asked(undefined, redriven), ports)).toEqual({
        kind: 'refused',
        because: 'release 7 of orders was admitted after this execution was started: start a new execution',
      });
      expect(world.record).toBe(before);
    },
  );

  it('gets its own plan again while it still holds the lock', async () => {
    const { ports } = worldInMemory(recordWith());
    const { holder } = recordWith();
    const answer = await admitRelease(asked(undefined, { ...redriven, execution: holder }), ports);
    expect(answer).toMatchObject({ kind: 'admitted', release });
  });
});
