import { describe, expect, it } from '@jest/globals';
import type { Step } from '../../src/contracts/plan.ts';
import { afterwards } from '../../src/release/afterwards.ts';
import { concludeRelease } from '../../src/release/conclude-release.ts';
import { deployVersion } from '../../src/release/deploy-version.ts';
import { restoreAtOnce, restoreWorkload } from '../../src/release/restore-workload.ts';
import { retireOldVersion } from '../../src/release/retire-old-version.ts';
import { rollBackTurn } from '../../src/release/roll-back.ts';
import { shiftTraffic } from '../../src/release/shift-traffic.ts';
import { stopVersion } from '../../src/release/stop-version.ts';
import { blue, release, rule } from '../support/release-facts.ts';
import { recordOf } from '../support/strategy-records.ts';
import { worldInMemory } from '../support/world-in-memory.ts';

const startedAt = '2026-11-23T10:05:00.000Z';
const at = (seconds: number) => new Date(Date.parse(startedAt) + seconds * 1000).toISOString();
const turn = (step: Step, seconds = 0) => ({ release, step, startedAt, now: at(seconds) });
const open = { listenerRule: rule, weights: { [blue]: 100 }, sticky: false };
const closed = { listenerRule: rule, weights: {}, sticky: false, closed: true };
const stop: Step = { kind: 'stop', retryAfterSeconds: 30, drainSeconds: 15, withinSeconds: 120 };

describe('a rolling release', () => {
  it('puts the new version in the place of the old one', async () => {
    const { calls, ports } = worldInMemory(recordOf('rolling'));
    await deployVersion(turn({ kind: 'deploy', inPlace: true }), ports);
    expect(calls).toContain('workload.replace');
    expect(calls).not.toContain('workload.deploy');
  });

  it('has the former version coming back two calls after an alarm, without waiting for the machine', async () => {
    const { world, calls, ports } = worldInMemory(recordOf('rolling'));
    await rollBackTurn(
      { release, because: 'alarm', error: {} },
      { ...ports, afterwards: async () => afterwards(ports) },
    );
    expect(calls.slice(0, 2)).toEqual(['ledger.abort', 'restorer.begin']);
    expect(world.restoring).toEqual([release]);
    expect(calls).not.toContain('traffic.set');
  });

  it('is restored at once only while it is aborted, and only by its own epoch', async () => {
    const { calls, ports } = worldInMemory(recordOf('rolling', { status: 'aborting' }));
    await restoreAtOnce({ release, atOnce: true }, ports);
    expect(calls).toContain('workload.restore');
    const stale = worldInMemory(recordOf('rolling', { status: 'aborting', epoch: 8 }));
    await expect(restoreAtOnce({ release, atOnce: true }, stale.ports)).rejects.toMatchObject({ name: 'StaleRelease' });
    const over = worldInMemory(recordOf('rolling', { status: 'free' }));
    await expect(restoreAtOnce({ release, atOnce: true }, over.ports)).rejects.toMatchObject({ name: 'StaleRelease' });
    expect([...stale.calls, ...over.calls]).not.toContain('workload.restore');
  });

  it('waits for the former version to be ready before it settles', async () => {
    const { world, ports } = worldInMemory(recordOf('rolling', { status: 'aborting' }));
    world.gone = false;
    expect(await restoreWorkload({ release, startedAt, now: at(30) }, ports)).toMatchObject({ kind: 'hold' });
    expect(world.record?.status).toBe('aborting');
    world.gone = true;
    expect(await restoreWorkload({ release, startedAt, now: at(60) }, ports)).toMatchObject({ kind: 'advance' });
    expect(world.record?.status).toBe('settling');
  });

  it('asks for a person when the former version does not get ready in two hours', async () => {
    const { world, ports } = worldInMemory(recordOf('rolling', { status: 'aborting' }));
    world.gone = false;
    await expect(restoreWorkload({ release, startedAt, now: at(7201) }, ports)).rejects.toMatchObject({
      name: 'NotConverged',
    });
  });

  it('has nobody to retire: once its functions are over it passes the point of no return and removes nothing', async () => {
    const { world, calls, ports } = worldInMemory(recordOf('rolling'));
    const retire: Step = { kind: 'retire', drainSeconds: 0, side: 'nobody' };
    expect(await retireOldVersion(turn(retire, 20), ports)).toMatchObject({ kind: 'hold', lookAgainSeconds: 40 });
    expect(world.record?.status).toBe('active');
    expect(await retireOldVersion(turn(retire, 60), ports)).toMatchObject({ kind: 'advance' });
    expect(world.record?.status).toBe('retiring');
    expect(calls).not.toContain('workload.remove');
  });

  it('goes back on an alarm until its last look, though nobody is to retire', async () => {
    const { world, ports } = worldInMemory(recordOf('rolling'));
    const retire: Step = { kind: 'retire', drainSeconds: 0, side: 'nobody' };
    world.alarms = [{ alarm: 'orders-5xx', state: 'firing', noticeSeconds: 60 }];
    expect(await retireOldVersion(turn(retire, 60), ports)).toMatchObject({
      ...{ kind: 'rollBack', because: expect.stringContaining('orders-5xx') },
    });
    expect(world.record?.status).toBe('active');
  });
});

describe('recreating a version', () => {
  it('closes to users before it stops anything, and lets requests under way end', async () => {
    const { world, calls, ports } = worldInMemory(recordOf('recreate'));
    world.split = open;
    expect(await stopVersion(turn(stop, 0), ports)).toMatchObject({ kind: 'hold', lookAgainSeconds: 15 });
    expect(world.split).toMatchObject({ closed: true });
    expect(calls).not.toContain('workload.stop');
    expect(await stopVersion(turn(stop, 15), ports)).toMatchObject({ kind: 'advance' });
    expect(calls.filter((call) => call === 'traffic.close')).toHaveLength(1);
    expect(calls).toContain('workload.stop');
  });

  it('has users wait for its first minute to be over where they still are, then lets requests end for the whole drain', async () => {
    const { world, calls, ports } = worldInMemory(recordOf('recreate', { admittedAt: at(-10) }));
    world.split = open;
    expect(await stopVersion(turn(stop, 0), ports)).toMatchObject({ kind: 'hold', lookAgainSeconds: 50 });
    expect(world.split).toEqual(open);
    expect(await stopVersion(turn(stop, 50), ports)).toMatchObject({ kind: 'hold', lookAgainSeconds: 15 });
    expect(world.split).toMatchObject({ closed: true });
    expect(calls).not.toContain('workload.stop');
    expect(await stopVersion(turn(stop, 65), ports)).toMatchObject({ kind: 'advance' });
  });

  it('opens to targets that nobody could check while the rule was closed', async () => {
    const { world, ports } = worldInMemory(recordOf('recreate'));
    world.split = closed;
    const targets = { count: async () => ({ healthy: 0, registered: 3, unused: 3 }) };
    const opening = turn({ kind: 'shift', weight: 100 });
    expect(await shiftTraffic(opening, { ...ports, targets })).toMatchObject({ kind: 'advance' });
    expect(world.split).toMatchObject(open);
  });

  it('goes back when the old version will not stop', async () => {
    const { world, ports } = worldInMemory(recordOf('recreate'));
    world.gone = false;
    world.split = closed;
    expect(await stopVersion(turn(stop, 60), ports)).toMatchObject({ kind: 'hold' });
    expect(await stopVersion(turn(stop, 135), ports)).toMatchObject({ kind: 'rollBack' });
  });

  it('opens again on the way back only when the former version runs', async () => {
    const { world, calls, ports } = worldInMemory(recordOf('recreate', { status: 'aborting' }));
    world.split = closed;
    world.gone = false;
    await restoreWorkload({ release, startedAt, now: at(5) }, ports);
    expect(calls).not.toContain('traffic.set');
    world.gone = true;
    expect(await restoreWorkload({ release, startedAt, now: at(8) }, ports)).toMatchObject({ kind: 'hold' });
    expect(world.split).toMatchObject(open);
    expect(await restoreWorkload({ release, startedAt, now: at(13) }, ports)).toMatchObject({ kind: 'advance' });
  });

  it('closes to users on the way back, and stops the new version once that has reached them', async () => {
    const { world, calls, ports } = worldInMemory(recordOf('recreate', { status: 'aborting' }));
    world.split = open;
    world.image = 'registry/orders@new';
    world.gone = false;
    const steps = () => calls.filter((call) => ['traffic.close', 'workload.restore'].includes(call));
    await restoreAtOnce({ release, atOnce: true }, ports);
    expect(steps()).toEqual(['traffic.close']);
    await restoreWorkload({ release, startedAt, now: at(1) }, ports);
    expect(steps()).toEqual(['traffic.close']);
    await restoreWorkload({ release, startedAt, now: at(5) }, ports);
    expect(steps()).toEqual(['traffic.close', 'workload.restore']);
  });

  it('is not over before the rule is open to the former version', async () => {
    const { world, ports } = worldInMemory(recordOf('recreate', { status: 'settling', abortedBecause: 'alarm' }));
    world.split = closed;
    const input = { release, as: 'rolledBack' as const, because: 'alarm', now: at(200) };
    await expect(concludeRelease(input, ports)).rejects.toMatchObject({ name: 'NotConverged' });
    expect(await concludeRelease(input, ports)).toMatchObject({ outcome: 'rolledBack' });
    expect(world.split).toMatchObject(open);
  });
});
