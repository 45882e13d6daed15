import { describe, expect, it } from '@jest/globals';
import type { Step } from '../../src/contracts/plan.ts';
import type { LiveSplit, Split, Told } from '../../src/ports/traffic.ts';
import { concludeRelease } from '../../src/release/conclude-release.ts';
import { judgeHealth } from '../../src/release/judge-health.ts';
import { restoreWorkload } from '../../src/release/restore-workload.ts';
import { retireOldVersion } from '../../src/release/retire-old-version.ts';
import { scaleCandidate } from '../../src/release/scale-candidate.ts';
import { shiftTraffic } from '../../src/release/shift-traffic.ts';
import { blue, green, release, rule } from '../support/release-facts.ts';
import { cohortRule, recordOf } from '../support/strategy-records.ts';
import { worldInMemory } from '../support/world-in-memory.ts';

const startedAt = '2026-11-23T10:05:00.000Z';
const at = (seconds: number) => new Date(Date.parse(startedAt) + seconds * 1000).toISOString();
const turn = (step: Step, seconds = 0) => ({ release, step, startedAt, now: at(seconds) });
const split = (candidate: number, listenerRule = rule): LiveSplit => ({
  ...{ listenerRule, sticky: false },
  weights: { [blue]: 100 - candidate, [green]: candidate },
});

/** Rules by ARN, with a log of what was set. */
const rules = (...live: readonly LiveSplit[]) => {
  const byArn = new Map(live.map((one) => [one.listenerRule, one]));
  const sets: Split[] = [];
  const narrowed: unknown[] = [];
  return {
    ...{ byArn, sets, narrowed },
    traffic: {
      set: async (wanted: Split) => {
        sets.push(wanted);
        if (wanted.ingress === undefined) byArn.set(wanted.listenerRule, { ...wanted, sticky: false });
      },
      told: async (): Promise<Told> => {
        const backSince = sets.find(({ backAt }) => backAt !== undefined)?.backAt;
        return backSince === undefined ? { says: false } : { says: true, backSince };
      },
      close: async () => {},
      read: async (listenerRule: string) => byArn.get(listenerRule) ?? split(0, listenerRule),
      narrow: async (cohort: unknown) => void narrowed.push(cohort),
    },
  };
};

describe('a candidate that grows', () => {
  const scale = (share: number): Step => ({ kind: 'scale', share, withinSeconds: 30 });
  const scaledTo = async (share: number, stableReplicas: number) => {
    const { ports } = worldInMemory(recordOf('canary'));
    const asked: number[] = [];
    const workload = {
      ...ports.workload,
      running: async () => ({ image: 'x', version: '1.4.0', replicas: stableReplicas, floor: 2 }),
      scale: async (_: unknown, replicas: number) => void asked.push(replicas),
    };
    await scaleCandidate(turn(scale(share)), { ...ports, workload });
    return asked[0];
  };

  it('gets what its share needs of what stable has by now, not of what stable had', async () => {
    expect(await scaledTo(25, 12)).toBe(3);
    expect(await scaledTo(100, 12)).toBe(12);
  });

  it('is never a single pod where stable has more, however small its share: one may be killed', async () => {
    expect(await scaledTo(5, 3)).toBe(2);
    expect(await scaledTo(25, 2)).toBe(2);
    expect(await scaledTo(5, 1)).toBe(1);
  });

  it('is at least as large as stable was, before it gets everybody', async () => {
    expect(await scaledTo(100, 1)).toBe(3);
  });

  it('waits for its pods as long as the policy is patient: they were ready before, and a node may be lost', async () => {
    const { ports } = worldInMemory(recordOf('canary'));
    const workload = { ...ports.workload, readiness: async () => ({ wanted: 3, ready: 1, stuck: null }) };
    expect(await scaleCandidate(turn(scale(50), 10), { ...ports, workload })).toMatchObject({ kind: 'hold' });
    expect(await scaleCandidate(turn(scale(50), 600), { ...ports, workload })).toMatchObject({ kind: 'hold' });
    expect(await scaleCandidate(turn(scale(50), 3600), { ...ports, workload })).toMatchObject({ kind: 'rollBack' });
    const stuck = { ...workload, readiness: async () => ({ wanted: 3, ready: 1, stuck: 'CrashLoopBackOff' }) };
    expect(await scaleCandidate(turn(scale(50), 10), { ...ports, workload: stuck })).toMatchObject({
      kind: 'rollBack',
    });
  });
});

describe('capacity', () => {
  const counts = (stable: number, healthy: number) => ({
    count: async (group: string) =>
      group === blue ? { healthy: stable, registered: stable } : { healthy, registered: stable },
  });

  it('is asked of what stable has now: a stable that has grown needs more', async () => {
    const { ports } = worldInMemory(recordOf('blue-green'));
    const shift = turn({ kind: 'shift', weight: 50 });
    expect(await shiftTraffic(shift, { ...ports, targets: counts(8, 3) })).toMatchObject({ kind: 'hold' });
    expect(await shiftTraffic(shift, { ...ports, targets: counts(8, 4) })).toMatchObject({ kind: 'advance' });
  });

  it('is waited for as long as the policy is patient, then the release goes back', async () => {
    const { ports } = worldInMemory(recordOf('blue-green'));
    const shift = turn({ kind: 'shift', weight: 50 }, 3600);
    expect(await shiftTraffic(shift, { ...ports, targets: counts(8, 3) })).toMatchObject({ kind: 'rollBack' });
  });

  it('lost in a bake holds the release, and is no verdict about the version', async () => {
    const { world, ports } = worldInMemory(recordOf('blue-green'));
    world.split = split(50);
    const busy = { requests: 10_000, errors: 0, slow: [] };
    world.minutes = [{ at: turn({ kind: 'shift', weight: 50 }).startedAt, stable: busy, candidate: busy }];
    const bake = turn({ kind: 'bake', weight: 50, bakeSeconds: 60 }, 61);
    expect(await judgeHealth(bake, { ...ports, targets: counts(4, 1) })).toMatchObject({
      ...{ kind: 'hold', because: expect.stringContaining('capacity was lost: 1 of 2') },
    });
    expect(await judgeHealth(bake, { ...ports, targets: counts(4, 2) })).toMatchObject({ kind: 'advance' });
  });
});

describe('an experiment', () => {
  it('moves the rule of the cohort only, after it has said who that is and tried the way back', async () => {
    const { ports } = worldInMemory(recordOf('ab-test'));
    const { traffic, sets, narrowed } = rules();
    await shiftTraffic(turn({ kind: 'shift', weight: 0, audience: 'cohort' }), { ...ports, traffic });
    expect(narrowed).toEqual([{ listenerRule: cohortRule, match: { header: 'x-beta', value: 'yes' } }]);
    await shiftTraffic(turn({ kind: 'shift', weight: 100, audience: 'cohort' }), { ...ports, traffic });
    expect(sets.map(({ listenerRule, weights }) => [listenerRule, weights[green]])).toEqual([
      [cohortRule, 0],
      [cohortRule, 100],
    ]);
  });

  it.each([
    ['the cohort is moved', split(0), split(0, cohortRule)],
    ['everybody is moved', split(5), split(100, cohortRule)],
  ])('goes back when %s by somebody else', async (_, main, cohort) => {
    const { ports } = worldInMemory(recordOf('ab-test'));
    const bake = turn({ kind: 'bake', weight: 0, bakeSeconds: 7200, audience: 'cohort' }, 600);
    const verdict = await judgeHealth(bake, { ...ports, traffic: rules(main, cohort).traffic });
    expect(verdict).toMatchObject({ kind: 'rollBack', because: expect.stringContaining('somebody else') });
  });

  it('ends with everybody on stable and the candidate gone, as planned', async () => {
    const { world, calls, ports } = worldInMemory(recordOf('ab-test'));
    const { traffic } = rules(split(0), split(0, cohortRule));
    const retire: Step = { kind: 'retire', drainSeconds: 60, side: 'candidate' };
    expect(await retireOldVersion(turn(retire, 600), { ...ports, traffic })).toMatchObject({ kind: 'advance' });
    expect(calls).toContain('workload.remove');
    const input = { release, as: 'released' as const, because: 'the experiment is over', now: at(700) };
    expect(await concludeRelease(input, { ...ports, traffic })).toMatchObject({ outcome: 'withdrawn' });
    expect(world.record?.withdrawn).toContain(world.record?.release.to.digest);
  });

  it('sends the cohort back too when it is aborted', async () => {
    const { ports } = worldInMemory(recordOf('ab-test', { status: 'aborting' }));
    const { traffic, byArn } = rules(split(0), split(100, cohortRule));
    const verdict = await restoreWorkload({ release, startedAt, now: at(10) }, { ...ports, traffic });
    expect(verdict).toMatchObject({ kind: 'hold' });
    expect(byArn.get(cohortRule)?.weights).toEqual({ [blue]: 100, [green]: 0 });
  });
});

describe('weights that a controller sets', () => {
  const ingress = { cluster: 'c', namespace: 'shop', ingress: 'shop', action: 'orders', services: {} };
  const through = { more: { ingress } };

  it('try the way back at the load balancer itself first, then tell the controller', async () => {
    const { ports } = worldInMemory(recordOf('canary', {}, through));
    const { traffic, sets } = rules();
    await shiftTraffic(turn({ kind: 'shift', weight: 0 }), { ...ports, traffic });
    expect(sets.map((one) => one.ingress !== undefined)).toEqual([false, true]);
  });

  it('are waited for, and end the release when the controller never follows', async () => {
    const { ports } = worldInMemory(recordOf('canary', {}, through));
    const { traffic } = rules(split(0));
    const shift = (seconds: number) =>
      shiftTraffic(turn({ kind: 'shift', weight: 25 }, seconds), { ...ports, traffic });
    expect(await shift(10)).toMatchObject({ kind: 'hold', because: expect.stringContaining('yet') });
    expect(await shift(300)).toMatchObject({
      kind: 'rollBack',
      because: expect.stringContaining('events of the Ingress'),
    });
  });

  it('are taken back in the Ingress as well, a minute before the candidate goes', async () => {
    const { calls, ports } = worldInMemory(recordOf('canary', { status: 'aborting' }, through));
    const { traffic, sets } = rules(split(0));
    const restore = (seconds: number) =>
      restoreWorkload({ release, startedAt, now: at(seconds) }, { ...ports, traffic });
    expect(await restore(1200)).toMatchObject({ kind: 'hold', lookAgainSeconds: 60 });
    const backAt = at(1200);
    expect(sets).toEqual([{ listenerRule: rule, weights: { [blue]: 100, [green]: 0 }, ingress, release, backAt }]);
    expect(await restore(1200)).toMatchObject({ kind: 'hold' });
    expect(calls).not.toContain('workload.remove');
    expect(await restore(1260)).toMatchObject({ kind: 'advance' });
    expect(calls).toContain('workload.remove');
  });
});
