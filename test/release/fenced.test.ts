import { describe, expect, it } from '@jest/globals';
import type { Step } from '../../src/contracts/plan.ts';
import { TidegateError } from '../../src/domain/errors.ts';
import { flipFlags } from '../../src/release/flip-flags.ts';
import { shiftTraffic } from '../../src/release/shift-traffic.ts';
import { blue, green, home, recordWith, release } from '../support/release-facts.ts';
import { worldInMemory } from '../support/world-in-memory.ts';

const turn = (step: Step) => ({
  release,
  step,
  startedAt: '2026-11-23T10:00:00.000Z',
  now: '2026-11-23T10:05:00.000Z',
});
const shift = (weight: number) => turn({ kind: 'shift', weight });
const safe = { [blue]: 100, [green]: 0 };

describe('shifting traffic', () => {
  it('sets the weights and reads them back, between two looks at the ledger', async () => {
    const { world, calls, ports } = worldInMemory(recordWith());
    await shiftTraffic(shift(25), ports);
    expect(world.split.weights).toEqual({ [blue]: 75, [green]: 25 });
    expect(calls).toEqual([
      ...['ledger.read', 'traffic.read', 'targets.count', 'targets.count', 'pacing.take'],
      ...['ledger.read', 'traffic.set', 'traffic.read', 'ledger.read', 'announce'],
    ]);
  });

  it('moves no user in the first minute of a release: a function of the one before may still run', async () => {
    const { world, calls, ports } = worldInMemory(recordWith());
    const early = { ...shift(25), now: '2026-11-23T10:00:40.000Z' };
    expect(await shiftTraffic(early, ports)).toMatchObject({ kind: 'hold', lookAgainSeconds: 20 });
    expect(world.split.weights).toEqual(safe);
    expect(calls).not.toContain('pacing.take');
    expect(await shiftTraffic({ ...shift(0), now: early.now }, ports)).toMatchObject({ kind: 'advance' });
  });

  it('writes nothing for a release that was aborted, that is stale, or that is past its return', async () => {
    for (const changes of [
      { status: 'aborting' },
      { status: 'settling' },
      { epoch: 8 },
      { status: 'retiring' },
      { status: 'free' },
    ] as const) {
      const { calls, ports } = worldInMemory(recordWith(changes));
      const code = changes.status === 'aborting' || changes.status === 'settling' ? 'ReleaseAborted' : 'StaleRelease';
      await expect(shiftTraffic(shift(25), ports)).rejects.toMatchObject({ name: code });
      expect(calls).not.toContain('traffic.set');
    }
  });

  it('takes its own write back when an abort came while it wrote', async () => {
    const { world, ports, rightAfter } = worldInMemory(recordWith());
    rightAfter('traffic.set', () => {
      world.record = recordWith({ status: 'aborting', abortedBecause: 'alarm fired' });
    });
    await expect(shiftTraffic(shift(25), ports)).rejects.toMatchObject({
      name: 'ReleaseAborted',
      message: 'alarm fired',
    });
    expect(world.split.weights).toEqual(safe);
  });

  it('touches nothing any more when a whole other release came while it wrote', async () => {
    const { world, calls, ports, rightAfter } = worldInMemory(recordWith());
    rightAfter('traffic.set', () => {
      world.record = recordWith({ epoch: 8 });
    });
    await expect(shiftTraffic(shift(25), ports)).rejects.toMatchObject({ name: 'StaleRelease' });
    expect(calls.filter((call) => call === 'traffic.set')).toHaveLength(1);
  });

  it('never raises a weight above what healthy targets can carry', async () => {
    const { world, calls, ports } = worldInMemory(recordWith());
    world.healthy = 1;
    await expect(shiftTraffic(shift(50), ports)).resolves.toMatchObject({
      kind: 'hold',
      because: expect.stringContaining('2 are needed'),
    });
    expect(calls).not.toContain('traffic.set');
    await expect(shiftTraffic(shift(25), ports)).resolves.toMatchObject({ kind: 'advance' });
  });

  it('holds, without a write, while the load balancer budget is used up', async () => {
    const { world, calls, ports } = worldInMemory(recordWith());
    world.waitSeconds = 3;
    expect(await shiftTraffic(shift(25), ports)).toMatchObject({ kind: 'hold', lookAgainSeconds: 3 });
    expect(calls).not.toContain('traffic.set');
    expect(calls).not.toContain('announce');
  });

  it('needs no budget for what an earlier attempt wrote already', async () => {
    const { world, calls, ports } = worldInMemory(recordWith());
    await shiftTraffic(shift(25), ports);
    world.waitSeconds = 3;
    expect(await shiftTraffic(shift(25), ports)).toMatchObject({ kind: 'advance' });
    expect(calls.filter((call) => call === 'traffic.set')).toHaveLength(1);
  });

  it('writes weight 0 even where it is the weight already: the write rehearses the rollback', async () => {
    const { calls, ports } = worldInMemory(recordWith());
    await shiftTraffic(shift(0), ports);
    expect(calls.filter((call) => /pacing|set/.test(call))).toEqual(['pacing.take', 'traffic.set']);
  });

  it('takes nothing out of the budget before healthy targets can carry the weight', async () => {
    const { world, calls, ports } = worldInMemory(recordWith());
    world.healthy = 0;
    await expect(shiftTraffic(shift(25), ports)).resolves.toMatchObject({ kind: 'hold' });
    expect(calls).not.toContain('pacing.take');
  });

  it('reports a refused action as a refusal only while nothing has happened: at weight 0', async () => {
    const { ports } = worldInMemory(recordWith());
    const refusing = {
      ...ports,
      traffic: {
        ...ports.traffic,
        set: () => Promise.reject(new TidegateError('RollbackActionRefused', 'stickiness')),
      },
    };
    await expect(shiftTraffic(shift(0), refusing)).rejects.toMatchObject({ name: 'RollbackActionRefused' });
    await expect(shiftTraffic(shift(25), refusing)).rejects.toMatchObject({
      name: 'CallFailed',
      message: 'stickiness',
    });
  });

  it('is not done before the load balancer agrees', async () => {
    const { world, ports, rightAfter } = worldInMemory(recordWith());
    rightAfter('traffic.set', () => {
      world.split = { ...world.split, weights: safe };
    });
    await expect(shiftTraffic(shift(25), ports)).rejects.toMatchObject({ name: 'NotConverged' });
  });
});

describe('flipping flags', () => {
  const change = { key: 'loyalty-points', before: { enabled: false }, after: { enabled: true } };

  it('gives the old value back when an abort came while it wrote', async () => {
    const { world, ports, rightAfter } = worldInMemory(recordWith());
    rightAfter('flags.patch', () => {
      world.record = recordWith({ status: 'aborting' });
    });
    await expect(flipFlags(turn({ kind: 'flip', home, changes: [change] }), ports)).rejects.toMatchObject({
      name: 'ReleaseAborted',
    });
    expect(world.flags).toEqual({ 'loyalty-points': { enabled: false } });
  });

  it('leaves all other flags alone', async () => {
    const { world, ports } = worldInMemory(recordWith());
    world.flags = { ...world.flags, other: { enabled: true } };
    await flipFlags(turn({ kind: 'flip', home, changes: [change] }), ports);
    expect(world.flags).toEqual({ 'loyalty-points': { enabled: true }, other: { enabled: true } });
  });
});
