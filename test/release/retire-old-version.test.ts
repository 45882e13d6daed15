import { describe, expect, it } from '@jest/globals';
import { TidegateError } from '../../src/domain/errors.ts';
import { splitFor } from '../../src/domain/split.ts';
import { retireOldVersion } from '../../src/release/retire-old-version.ts';
import { now } from '../support/asked.ts';
import { recordWith, release, site } from '../support/release-facts.ts';
import { recordOf } from '../support/strategy-records.ts';
import { worldInMemory } from '../support/world-in-memory.ts';

describe('retirement', () => {
  const turn = {
    release,
    step: { kind: 'retire' as const, drainSeconds: 300 },
    startedAt: now,
    now: '2026-11-23T11:00:00.000Z',
  };

  const drained = (record: ReturnType<typeof recordWith>) => {
    const memory = worldInMemory(record);
    memory.world.split = { ...splitFor(site, 100), sticky: false };
    return memory;
  };

  it('passes the point of no return before it removes anything', async () => {
    const { world, calls, ports } = drained(recordWith());
    expect((await retireOldVersion(turn, ports)).kind).toBe('advance');
    expect(calls.indexOf('ledger.move')).toBeLessThan(calls.indexOf('workload.remove'));
    expect(world.record?.status).toBe('retiring');
  });

  it('loses against an abort that came first, and removes nothing', async () => {
    const { world, calls, ports, rightAfter } = drained(recordWith());
    rightAfter('evidence.requests', () => {
      world.record = recordWith({ status: 'aborting', abortedBecause: 'alarm' });
    });
    await expect(retireOldVersion(turn, ports)).rejects.toMatchObject({ name: 'ReleaseAborted' });
    expect(calls).not.toContain('workload.remove');
  });

  it('goes on after a crash without asking for evidence again', async () => {
    const { calls, ports } = drained(recordWith({ status: 'retiring' }));
    expect((await retireOldVersion(turn, ports)).kind).toBe('advance');
    expect(calls).not.toContain('evidence.requests');
  });

  it('gives the autoscaler its own floor back at the end', async () => {
    const { calls, ports } = drained(recordWith());
    await retireOldVersion(turn, ports);
    expect(calls.at(-1)).toBe('workload.restoreFloor');
  });

  it('holds while pods of the old version still stop', async () => {
    const { world, ports } = drained(recordWith());
    world.gone = false;
    expect((await retireOldVersion(turn, ports)).kind).toBe('hold');
  });

  it.each([
    ['somebody sent a share back', splitFor(site, 99)],
    ['everybody is on the old version', splitFor(site, 0)],
  ])('takes nothing away when %s, and goes back instead', async (_, split) => {
    const { world, calls, ports } = drained(recordWith());
    world.split = { ...split, sticky: false };
    expect(await retireOldVersion(turn, ports)).toMatchObject({
      kind: 'rollBack',
      because: 'somebody else changed the weights of the listener rule',
    });
    expect([world.record?.status, calls.includes('workload.remove')]).toEqual(['active', false]);
  });

  const restarted = (restarts: number, lastAt: string) => ({
    ...{ wanted: 3, ready: 2, unready: [], stuck: null },
    restarted: [{ pod: 'orders-1', restarts, lastAt, how: 'exit code 1' }],
  });

  it('takes nothing away when the pods of the new version crash again and again, and goes back instead', async () => {
    const { world, calls, ports } = drained(recordWith());
    world.pods = restarted(2, '2026-11-23T10:00:30.000Z');
    const early = { ...turn, now: '2026-11-23T10:01:00.000Z' };
    expect(await retireOldVersion(early, ports)).toMatchObject({
      ...{ kind: 'rollBack', because: expect.stringContaining('orders-1 ended 2 times') },
    });
    expect([world.record?.status, calls.includes('workload.remove')]).toEqual(['active', false]);
  });

  it('takes nothing away when no healthy target carries the users', async () => {
    const { world, calls, ports } = drained(recordWith());
    world.healthy = 0;
    expect(await retireOldVersion(turn, ports)).toMatchObject({
      ...{ kind: 'rollBack', because: expect.stringContaining('no healthy target') },
    });
    expect(calls).not.toContain('workload.remove');
  });

  it('keeps the way back open until a pod that crashed has run for a while, or nobody can look', async () => {
    const { world, ports } = drained(recordWith());
    world.pods = restarted(1, '2026-11-23T10:59:00.000Z');
    expect(await retireOldVersion(turn, ports)).toMatchObject({ kind: 'hold' });
    const pods = { health: () => Promise.reject(new TidegateError('ClusterUnreachable', 'no answer')) };
    expect(await retireOldVersion(turn, { ...ports, pods })).toMatchObject({
      ...{ kind: 'hold', because: expect.stringContaining('no answer') },
    });
    const late = { ...turn, now: '2026-11-24T11:00:00.000Z' };
    expect(await retireOldVersion(late, { ...ports, pods })).toMatchObject({ kind: 'rollBack', inconclusive: true });
    world.pods = restarted(1, '2026-11-23T10:58:00.000Z');
    expect(await retireOldVersion(turn, ports)).toMatchObject({ kind: 'advance' });
  });

  it('in place looks at the pods too before the release may end', async () => {
    const { world, ports } = worldInMemory(recordOf('rolling'));
    const last = { ...turn, step: { kind: 'retire' as const, drainSeconds: 0, side: 'nobody' as const } };
    world.pods = restarted(2, '2026-11-23T10:59:00.000Z');
    expect(await retireOldVersion(last, ports)).toMatchObject({ kind: 'rollBack' });
  });

  it('of an experiment asks nothing of the version that goes', async () => {
    const { world, calls, ports } = drained(recordWith());
    world.healthy = 0;
    world.split = { ...splitFor(site, 0), sticky: false };
    await retireOldVersion({ ...turn, step: { ...turn.step, side: 'candidate' } }, ports);
    expect(calls).not.toContain('pods.health');
  });

  it('takes nothing away while cookies override the weights', async () => {
    const { world, calls, ports } = drained(recordWith());
    world.split = { ...splitFor(site, 100), sticky: true };
    expect((await retireOldVersion(turn, ports)).kind).toBe('rollBack');
    expect(calls).not.toContain('workload.remove');
  });
});
