import { describe, expect, it } from '@jest/globals';
import { splitFor } from '../../src/domain/split.ts';
import { admitRelease } from '../../src/release/admit-release.ts';
import { afterwards } from '../../src/release/afterwards.ts';
import { judgeHealth } from '../../src/release/judge-health.ts';
import { operatorAbort } from '../../src/release/operator-abort.ts';
import { asked, now } from '../support/asked.ts';
import { recordWith, release, site } from '../support/release-facts.ts';
import { worldInMemory } from '../support/world-in-memory.ts';

const at25 = (changes: Parameters<typeof recordWith>[0] = {}) => {
  const memory = worldInMemory(recordWith(changes));
  memory.world.split = { ...splitFor(site, 25), sticky: false };
  memory.world.flags = { 'loyalty-points': { enabled: true } };
  return { ...memory, ports: { ...memory.ports, afterwards: async () => afterwards(memory.ports) } };
};

describe('an operator’s abort', () => {
  const abort = { abort: 'orders', reason: 'support is flooded' };

  it('has users back in two calls, then the flags, and says on whose word', async () => {
    const { world, calls, ports } = at25();
    const because = 'aborted by an operator: support is flooded';
    expect(await operatorAbort(abort, ports)).toEqual({ rolledBack: ['orders'], fallingBack: [], because });
    expect(calls.slice(0, 2)).toEqual(['ledger.abort', 'traffic.set']);
    expect(world.record).toMatchObject({ status: 'aborting', abortedBecause: because });
    expect(world.split.weights).toEqual(splitFor(site, 0).weights);
    expect(world.flags['loyalty-points']).toEqual({ enabled: false });
  });

  it.each([
    ['is past its point of no return', { status: 'retiring' }, 'start 1.4.0 by hand with "hotfix": true and a reason'],
    ['is over', { status: 'free' }, 'orders has no release to abort: the last one, 7, is free'],
    ['settles', { status: 'settling' }, 'orders has no release to abort: the last one, 7, is settling'],
    ['is quarantined', { status: 'quarantined' }, 'orders has no release to abort: the last one, 7, is quarantined'],
  ] as const)('touches nothing of a release that %s, and says what to do', async (_, changes, sentence) => {
    const { calls, ports } = at25(changes);
    const answer = await operatorAbort(abort, ports);
    expect(answer).toMatchObject({ rolledBack: [], because: expect.stringContaining(sentence) });
    expect(calls).not.toContain('traffic.set');
  });

  it('of a service that never had a release says so', async () => {
    const { ports } = worldInMemory();
    const answer = await operatorAbort(abort, { ...ports, afterwards: async () => afterwards(ports) });
    expect(answer.because).toBe('orders never had a release');
  });
});

describe('an operator’s promote', () => {
  const turn = {
    ...{ release, startedAt: now, now: '2026-11-23T10:00:10.000Z' },
    step: { kind: 'bake' as const, weight: 25, bakeSeconds: 300 },
  };

  it('ends the bake at once', async () => {
    const { ports } = at25();
    expect((await judgeHealth(turn, ports)).kind).toBe('hold');
    await ports.ledger.promote('orders', 'marketing waits');
    expect(await judgeHealth(turn, ports)).toEqual({
      kind: 'advance',
      because: 'promoted by an operator: marketing waits',
    });
  });

  it('does not save a release whose alarm fires', async () => {
    const { world, ports } = at25({ promotedBecause: 'marketing waits' });
    world.alarms = [{ alarm: 'orders-5xx', state: 'firing', noticeSeconds: 60 }];
    expect(await judgeHealth(turn, ports)).toMatchObject({ kind: 'rollBack', because: 'alarm fires: orders-5xx' });
  });

  it.each(['aborting', 'settling', 'retiring', 'free', 'quarantined'] as const)(
    'clears no abort and wakes nothing that is over: %s',
    async (status) => {
      const { world, ports } = at25({ status });
      const before = world.record;
      expect(await ports.ledger.promote('orders', 'marketing waits')).toBeUndefined();
      expect(world.record).toBe(before);
    },
  );
});

describe('a quarantine', () => {
  const quarantined = (usersOn: 'stable' | 'candidate') => {
    const conclusion = { outcome: 'quarantined' as const, because: 'no answer', at: now, usersOn };
    const memory = worldInMemory(recordWith({ status: 'quarantined', conclusion }));
    memory.world.split = { ...splitFor(site, usersOn === 'stable' ? 0 : 100), sticky: false };
    memory.world.flags = { 'loyalty-points': { enabled: usersOn === 'candidate' } };
    return memory;
  };

  it.each(['stable', 'candidate'] as const)(
    'ends with the next release when weights and flags are right again: users on %s',
    async (usersOn) => {
      const { world, ports } = quarantined(usersOn);
      expect(await admitRelease(asked(), ports)).toMatchObject({ kind: 'admitted', release: { epoch: 8 } });
      expect(world.record?.status).toBe('active');
      expect(world.record?.conclusion).toBeUndefined();
    },
  );

  it('stands while users are elsewhere, and says where they belong', async () => {
    const { world, calls, ports } = quarantined('stable');
    world.split = { ...splitFor(site, 100), sticky: false };
    const before = world.record;
    expect(await admitRelease(asked(), ports)).toEqual({
      kind: 'refused',
      because:
        'orders is quarantined since release 7 (no answer): send all users to 1.4.0 (blue), or run tidegate unlock orders --reason "…"',
    });
    expect(world.record).toBe(before);
    expect(calls).not.toContain('ledger.admit');
  });

  it('stands while a flag has the other value', async () => {
    const { world, ports } = quarantined('stable');
    world.flags = { 'loyalty-points': { enabled: true } };
    expect(await admitRelease(asked(), ports)).toMatchObject({ kind: 'refused' });
    expect(world.record?.status).toBe('quarantined');
  });

  it('is ended by nobody who finds something else wrong', async () => {
    const { world, ports } = quarantined('stable');
    world.alarms = [{ alarm: 'orders-5xx', state: 'firing', noticeSeconds: 60 }];
    expect(await admitRelease(asked(), ports)).toMatchObject({ kind: 'refused' });
    expect(world.record?.status).toBe('quarantined');
  });
});
