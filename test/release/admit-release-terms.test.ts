import { describe, expect, it } from '@jest/globals';
import type { ReleaseRecord } from '../../src/contracts/release.ts';
import { TidegateError } from '../../src/domain/errors.ts';
import { admitRelease } from '../../src/release/admit-release.ts';
import { asked } from '../support/asked.ts';
import { digestOf, policyWith, recordWith } from '../support/release-facts.ts';
import { worldInMemory } from '../support/world-in-memory.ts';

const push = { service: 'orders', tag: '2.0.0', digest: digestOf('b'), startedBy: 'push' };
const byHand = { service: 'orders', tag: '2.0.0' };
const hotfix = { ...byHand, hotfix: true, reason: 'checkout is down' };
const fallback = { ...byHand, digest: digestOf('b'), startedBy: 'fallback' };
const started: [string, object][] = [
  ['a person', byHand],
  ['a hotfix', hotfix],
  ['a fallback', fallback],
];

const failed = (version: string, at: string): ReleaseRecord => {
  const { release } = recordWith();
  const to = { version, digest: digestOf('c') };
  const conclusion = { outcome: 'rolledBack' as const, because: 'an alarm fired', at };
  return recordWith({ release: { ...release, to, startedBy: 'push' }, conclusion, blame: 'version', status: 'free' });
};
/** Three releases failed this morning, the last one at a given time. */
const broken = (lastAt = '2026-11-23T09:30:00.000Z') => {
  const memory = worldInMemory();
  const [first, second] = ['2026-11-23T07:00:00.000Z', '2026-11-23T08:00:00.000Z'];
  memory.world.history = [failed('1.4.3', lastAt), failed('1.4.2', second ?? ''), failed('1.4.1', first ?? '')];
  return memory;
};

describe('the breaker at admission', () => {
  it('refuses what starts by itself while it is open', async () => {
    const { calls, ports } = broken();
    expect(await admitRelease(asked(push), ports)).toEqual({
      kind: 'refused',
      because:
        '3 of the last releases failed within 24 h (1.4.1, 1.4.2, 1.4.3): automatic releases are refused until 10:30 UTC; start it by hand if you mean it',
    });
    expect(calls).not.toContain('ledger.admit');
  });

  it.each(started)('lets %s pass, and asks no history', async (_, request) => {
    const { calls, ports } = broken();
    expect((await admitRelease(asked(request), ports)).kind).toBe('admitted');
    expect(calls).not.toContain('history.list');
  });

  it('admits a trial when it has cooled, and tells it so', async () => {
    const { world, ports } = broken('2026-11-23T09:00:00.000Z');
    expect((await admitRelease(asked(push), ports)).kind).toBe('admitted');
    expect(world.record?.release.warnings).toContainEqual(expect.stringMatching(/^this release is a trial .*1\.4\.3/));
    expect(world.record?.release.startedBy).toBe('push');
  });

  it('may be turned off', async () => {
    const { world, ports } = broken();
    world.policy = policyWith({ breaker: 'off' });
    expect((await admitRelease(asked(push), ports)).kind).toBe('admitted');
  });
});

describe('the error budget at admission', () => {
  const spent = () => {
    const memory = worldInMemory();
    memory.world.policy = policyWith({ budget: {} });
    memory.world.spent = { requests: 1_000_000, errors: 1300 };
    return memory;
  };

  it('refuses what starts by itself when it is spent', async () => {
    const { world, ports } = spent();
    expect(await admitRelease(asked(push), ports)).toMatchObject({
      kind: 'refused',
      because: expect.stringContaining('allows 1,000 failed requests of 1 M; 1,300 have failed'),
    });
    expect(world.record).toBeUndefined();
  });

  it.each(started)('lets %s pass', async (_, request) => {
    const { world, ports } = spent();
    expect((await admitRelease(asked(request), ports)).kind).toBe('admitted');
    expect(world.record?.release.terms).not.toHaveProperty('errorsAllowed');
  });

  it('gives the release its share of what is left', async () => {
    const { world, ports } = spent();
    world.spent = { requests: 1_000_000, errors: 600 };
    await admitRelease(asked(push), ports);
    expect(world.record?.release.terms?.errorsAllowed).toBe(100);
  });

  it('is not asked where the policy keeps none', async () => {
    const { calls, ports } = worldInMemory();
    await admitRelease(asked(push), ports);
    expect(calls).not.toContain('evidence.spent');
  });

  it('that can’t be asked admits nothing, and is asked again', async () => {
    const { ports } = spent();
    const evidence = { ...ports.evidence, spent: () => Promise.reject(new TidegateError('CallFailed', 'no answer')) };
    await expect(admitRelease(asked(push), { ...ports, evidence })).rejects.toMatchObject({ name: 'CallFailed' });
  });
});

describe('the baseline at admission', () => {
  const baseline = { requests: 900, errors: 3, slow: [90], slowAboveSeconds: [0.2] };

  it('is what stable was like in the last three hours', async () => {
    const { world, ports } = worldInMemory();
    const asks: unknown[][] = [];
    const evidence = {
      ...ports.evidence,
      baseline: async (...args: unknown[]) => {
        asks.push(args);
        return baseline;
      },
    };
    await admitRelease(asked(push), { ...ports, evidence });
    expect(world.record?.release.terms).toMatchObject({ baseline, inconclusive: 'ask', askSeconds: 86_400 });
    expect(asks).toEqual([
      [
        expect.stringContaining('listener-rule'),
        expect.stringContaining('orders-blue'),
        ...['2026-11-23T07:00:00.000Z', '2026-11-23T10:00:00.000Z'],
        0.005,
      ],
    ]);
  });

  it('is missing with a warning when it could not be asked', async () => {
    const { world, ports } = worldInMemory();
    const evidence = {
      ...ports.evidence,
      baseline: () => Promise.reject(new TidegateError('CallFailed', 'no answer')),
    };
    expect((await admitRelease(asked(push), { ...ports, evidence })).kind).toBe('admitted');
    expect(world.record?.release.terms?.baseline).toBeNull();
    expect(world.record?.release.warnings).toContain('nobody knows what stable was like before: no answer');
  });

  it('is not waited for by what is urgent', async () => {
    const { calls, ports } = worldInMemory();
    await admitRelease(asked(hotfix), ports);
    expect(calls).not.toContain('evidence.baseline');
  });
});
