import { describe, expect, it } from '@jest/globals';
import type { ReleaseRecord } from '../../src/contracts/release.ts';
import type { Turn } from '../../src/contracts/turns.ts';
import { TidegateError } from '../../src/domain/errors.ts';
import { judge } from '../../src/domain/judgement/judge.ts';
import { splitFor } from '../../src/domain/split.ts';
import { judgeHealth } from '../../src/release/judge-health.ts';
import { terms } from '../domain/judgement/inquiries.ts';
import { blue, green, recordWith, release, site } from '../support/release-facts.ts';
import { worldInMemory } from '../support/world-in-memory.ts';

const base = recordWith();
const record = (changes: Partial<ReleaseRecord> = {}): ReleaseRecord => ({
  ...base,
  release: { ...base.release, terms: { ...terms, baseline: null } },
  ...changes,
});
const minute = (at: string) => ({
  at,
  stable: { requests: 3000, errors: 3, slow: [] },
  candidate: { requests: 1000, errors: 1, slow: [] },
});

const at25 = (changes: Partial<ReleaseRecord> = {}) => {
  const held = worldInMemory(record(changes));
  held.world.split = { ...splitFor(site, 25), sticky: false };
  held.world.minutes = [
    ...['10:04', '10:05', '10:06', '10:07', '10:08'].map((clock) => minute(`2026-11-23T${clock}:00.000Z`)),
  ];
  return held;
};
const turn = (step: Turn['step'] = { kind: 'bake', weight: 25, bakeSeconds: 240 }): Turn => ({
  ...{ release, step, startedAt: '2026-11-23T10:05:10.000Z', now: '2026-11-23T10:09:10.000Z' },
});

describe('JudgeHealth', () => {
  it('counts the requests of this step, and compares all minutes of the release', async () => {
    const { ports, world } = at25();
    const verdict = await judgeHealth(turn(), ports);
    expect(verdict).toMatchObject({ kind: 'advance', because: expect.stringContaining('4000 requests in 240 s') });
    expect(world.kept[0]?.inquiry.evidence.traffic).toMatchObject({ minutes: { length: 5 } });
  });

  it('keeps what it saw with what it said, so that the same verdict comes from it again', async () => {
    const { ports, world } = at25();
    const verdict = await judgeHealth(turn(), ports);
    expect(world.kept).toHaveLength(1);
    const [kept] = world.kept;
    expect(kept).toMatchObject({ release, verdict });
    expect(kept && judge(kept.inquiry)).toEqual(verdict);
  });

  it('asks each source once', async () => {
    const { ports, calls } = at25();
    await judgeHealth(turn(), ports);
    expect([...calls].sort()).toEqual([
      ...['evidence.alarms', 'evidence.minutes', 'ledger.read', 'pods.health'],
      ...['targets.count', 'targets.count', 'traffic.read', 'verdicts.keep'],
    ]);
  });

  it('says that it could not look when a source does not answer, instead of failing or going on', async () => {
    const { ports } = at25();
    const minutes = () => Promise.reject(new TidegateError('CallFailed', 'GetMetricData failed: Throttling'));
    const verdict = await judgeHealth(turn(), { ...ports, evidence: { ...ports.evidence, minutes } });
    expect(verdict).toMatchObject({ kind: 'couldNotLook', because: expect.stringContaining('Throttling') });
  });

  it('fails on what can not pass by itself', async () => {
    const { ports } = at25();
    const health = () => Promise.reject(new TidegateError('InputInvalid', 'a bug'));
    await expect(judgeHealth(turn(), { ...ports, pods: { health } })).rejects.toThrow('a bug');
  });

  it('sends users back although the verdict can not be kept, and says so; it never goes on without keeping it', async () => {
    const { ports, world } = at25();
    const keep = () => Promise.reject(new TidegateError('CallFailed', 'PutItem failed'));
    await expect(judgeHealth(turn(), { ...ports, verdicts: { keep } })).rejects.toThrow('PutItem failed');
    world.alarms = [{ alarm: 'orders-5xx', state: 'firing', noticeSeconds: 60 }];
    expect(await judgeHealth(turn(), { ...ports, verdicts: { keep } })).toMatchObject({
      kind: 'rollBack',
      because: 'alarm fires: orders-5xx (this verdict could not be kept: PutItem failed)',
    });
  });

  it('asks nothing of a candidate that has no users yet', async () => {
    const { ports, calls, world } = at25();
    world.split = { ...splitFor(site, 0), sticky: false };
    expect(await judgeHealth(turn({ kind: 'gate', weight: 0, before: 25 }), ports)).toMatchObject({ kind: 'advance' });
    expect(calls).not.toContain('pods.health');
    expect(calls).not.toContain('evidence.minutes');
  });

  it('reads the answer of a person from the ledger', async () => {
    const step = { kind: 'gate', weight: 25, before: 50, approveWithinSeconds: 3600 } as const;
    const { ports } = at25();
    const asked = await judgeHealth(turn(step), ports);
    expect(asked).toMatchObject({ kind: 'ask' });
    if (asked.kind !== 'ask') return;
    const { question } = asked;
    const answers = [{ question, said: 'yes' as const, by: 'ada', at: '2026-11-23T10:06:00.000Z' }];
    expect(await judgeHealth(turn(step), at25({ answers }).ports)).toMatchObject({ kind: 'advance' });
  });

  it('compares nothing from before this step where versions share a target group', async () => {
    const inPlace = { ...site, candidate: site.stable };
    const { ports, world } = at25({ release: { ...record().release, site: inPlace } });
    world.split = { listenerRule: site.listenerRule, weights: { [blue]: 100, [green]: 0 }, sticky: false };
    const asked: string[] = [];
    const minutes = async (_: unknown, __: unknown, from: string) => {
      asked.push(from);
      return [];
    };
    await judgeHealth(turn({ kind: 'bake', weight: 100, bakeSeconds: 240 }), {
      ...ports,
      evidence: { ...ports.evidence, minutes },
    });
    expect(asked).toEqual(['2026-11-23T10:05:00.000Z']);
  });
});
