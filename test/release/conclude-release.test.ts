import { describe, expect, it } from '@jest/globals';
import { splitFor } from '../../src/domain/split.ts';
import { concludeRelease } from '../../src/release/conclude-release.ts';
import { now } from '../support/asked.ts';
import { digestOf, recordWith, release, site } from '../support/release-facts.ts';
import { worldInMemory } from '../support/world-in-memory.ts';

describe('the conclusion', () => {
  const ending = (as: 'released' | 'rolledBack' | 'refused' | 'unproven') => ({ release, as, because: 'because', now });

  it('sets everything back once more before it frees a rolled back release', async () => {
    const { world, ports } = worldInMemory(recordWith({ status: 'settling', abortedBecause: 'alarm fired' }));
    world.split = { ...splitFor(site, 25), sticky: false };
    world.flags = { 'loyalty-points': { enabled: true } };
    expect(await concludeRelease(ending('rolledBack'), ports)).toEqual({
      outcome: 'rolledBack',
      because: 'alarm fired',
    });
    expect(world.split.weights).toEqual(splitFor(site, 0).weights);
    expect(world.flags['loyalty-points']).toEqual({ enabled: false });
    expect(world.record?.status).toBe('free');
  });

  it('frees a released one only when the candidate really has everybody', async () => {
    const { world, ports } = worldInMemory(recordWith({ status: 'retiring' }));
    await expect(concludeRelease(ending('released'), ports)).rejects.toMatchObject({ name: 'NotConverged' });
    expect(world.record?.status).toBe('retiring');
    world.split = { ...splitFor(site, 100), sticky: false };
    expect((await concludeRelease(ending('released'), ports)).outcome).toBe('released');
  });

  it('never frees a release that is not at its end', async () => {
    const { world, ports } = worldInMemory(recordWith());
    expect((await concludeRelease(ending('released'), ports)).outcome).toBe('stale');
    expect((await concludeRelease(ending('rolledBack'), ports)).outcome).toBe('stale');
    expect(world.record?.status).toBe('active');
  });

  it('keeps the lock of what could not be proven', async () => {
    const { world, ports } = worldInMemory(recordWith({ status: 'aborting' }));
    expect((await concludeRelease(ending('unproven'), ports)).outcome).toBe('quarantined');
    expect(world.record?.status).toBe('quarantined');
  });

  it('answers the same when it is repeated, and writes history once', async () => {
    const { world, ports } = worldInMemory(recordWith({ status: 'settling' }));
    const first = await concludeRelease(ending('rolledBack'), ports);
    expect(await concludeRelease({ ...ending('unproven'), now: '2026-11-24T10:00:00.000Z' }, ports)).toEqual(first);
    expect(world.record?.status).toBe('free');
    expect(new Set(world.history.map((record) => JSON.stringify(record))).size).toBe(1);
  });

  it('has no say over a later release', async () => {
    const { world, ports } = worldInMemory(recordWith({ epoch: 8 }));
    expect((await concludeRelease(ending('unproven'), ports)).outcome).toBe('stale');
    expect(world.record?.status).toBe('active');
  });

  describe('with a request that waits', () => {
    const queue = [{ request: { service: 'orders', tag: '2.0.1' }, rank: 1 as const, at: now }];
    const started = [['orders-2.0.1-after-7', queue[0]?.request]];

    it('starts it once the lock is free, and not before', async () => {
      const { world, calls, ports } = worldInMemory(recordWith({ status: 'settling', queue }));
      await concludeRelease(ending('rolledBack'), ports);
      expect([...world.executions]).toEqual(started);
      expect(calls.indexOf('executions.start')).toBeGreaterThan(calls.indexOf('ledger.move'));
    });

    it('starts it also when it came while the end was proven', async () => {
      const { world, ports, rightAfter } = worldInMemory(recordWith({ status: 'settling' }));
      rightAfter('history.write', () => {
        world.record = recordWith({ status: 'settling', queue });
      });
      await concludeRelease(ending('rolledBack'), ports);
      expect([...world.executions]).toEqual(started);
    });

    it.each(['ledger.move', 'announce', 'executions.start'])(
      'starts it once, also after a crash right after %s',
      async (name) => {
        const { world, ports, rightAfter } = worldInMemory(recordWith({ status: 'settling', queue }));
        rightAfter(name, () => {
          throw new Error('killed');
        });
        await expect(concludeRelease(ending('rolledBack'), ports)).rejects.toThrow('killed');
        expect((await concludeRelease(ending('rolledBack'), ports)).outcome).toBe('rolledBack');
        await concludeRelease(ending('rolledBack'), ports);
        expect([...world.executions]).toEqual(started);
      },
    );

    it('starts nothing behind a quarantine', async () => {
      const { world, ports } = worldInMemory(recordWith({ status: 'settling', queue }));
      await concludeRelease(ending('unproven'), ports);
      expect(world.executions.size).toBe(0);
      expect(world.record?.queue).toEqual(queue);
    });
  });

  describe('of a digest', () => {
    const withdrawnBy = async (changes: Parameters<typeof recordWith>[0], as: Parameters<typeof ending>[0]) => {
      const { world, ports } = worldInMemory(recordWith(changes));
      if (as === 'released') world.split = { ...splitFor(site, 100), sticky: false };
      await concludeRelease(ending(as), ports);
      expect(world.history.at(-1)).toEqual(world.record);
      return world.record?.withdrawn;
    };

    it('that was rolled back withdraws it; of one that made way does not', async () => {
      const status = 'settling';
      expect(await withdrawnBy({ status }, 'rolledBack')).toEqual([digestOf('b')]);
      expect(await withdrawnBy({ status, supersededBy: '2.0.1' }, 'rolledBack')).toEqual([]);
    });

    it('that is released after all forgives it', async () => {
      const withdrawn = [digestOf('b'), digestOf('c')];
      expect(await withdrawnBy({ status: 'retiring', withdrawn }, 'released')).toEqual([digestOf('c')]);
    });
  });
});
