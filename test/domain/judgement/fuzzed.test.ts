import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { HealthEvidence } from '../../../src/contracts/evidence.ts';
import type { Inquiry, Verdict } from '../../../src/contracts/verdict.ts';
import { judge } from '../../../src/domain/judgement/judge.ts';
import { at, inquiry, terms, traffic } from './inquiries.ts';

const anyNumber = fc.oneof(fc.integer({ min: -5, max: 5000 }), fc.double(), fc.constant(Number.NaN));
const unseen = fc.record({ unseen: fc.constant('nobody answered') });
const seenOr = <T>(source: fc.Arbitrary<T>) => fc.oneof({ weight: 4, arbitrary: source }, unseen);
const anyReading = fc.record({
  alarm: fc.constantFrom('a', 'b', 'c'),
  state: fc.constantFrom('ok', 'ok', 'ok', 'firing', 'silent', 'missing'),
  noticeSeconds: fc.option(anyNumber),
});
const anyCount = fc.record({ healthy: anyNumber, registered: anyNumber });
const anySide = fc.option(
  fc.record({ requests: anyNumber, errors: anyNumber, slow: fc.array(anyNumber, { maxLength: 3 }) }),
);
const anyMinute = fc.record({
  at: fc.oneof(
    fc.integer({ min: -90, max: 90 }).map((minute) => at(60 * minute)),
    fc.string(),
  ),
  stable: anySide,
  candidate: anySide,
});
const anyPod = fc.record({ pod: fc.string(), restarts: anyNumber, lastAt: fc.option(fc.string()), how: fc.string() });
const anyEvidence: fc.Arbitrary<HealthEvidence> = fc.record({
  alarms: seenOr(fc.array(anyReading)),
  incidents: seenOr(fc.array(anyReading)),
  weightsAgree: seenOr(fc.boolean()),
  targets: seenOr(fc.record({ stable: anyCount, candidate: anyCount })),
  pods: seenOr(
    fc.record({
      ...{ wanted: anyNumber, ready: anyNumber, unready: fc.array(fc.string(), { maxLength: 2 }) },
      ...{ restarted: fc.array(anyPod, { maxLength: 2 }), stuck: fc.option(fc.string()) },
    }),
  ),
  traffic: seenOr(fc.record({ requests: anyNumber, minutes: fc.array(anyMinute, { maxLength: 30 }) })),
}) as fc.Arbitrary<HealthEvidence>;

const anyInquiry = (weight: number): fc.Arbitrary<Inquiry> =>
  fc
    .record({ evidence: anyEvidence, elapsed: fc.nat(20_000), inPlace: fc.boolean() })
    .map(({ evidence, elapsed, inPlace }) => ({
      ...inquiry({ step: { kind: 'bake', weight, bakeSeconds: 300 }, now: at(elapsed), inPlace }),
      evidence,
    }));

const kinds: readonly Verdict['kind'][] = ['advance', 'hold', 'couldNotLook', 'ask', 'rollBack'];

describe('evidence in any order, with gaps, duplicates and nonsense', () => {
  it('has a verdict with a sentence, and one that comes again', () => {
    fc.assert(
      fc.property(anyInquiry(25), (asked) => {
        const verdict = judge(asked);
        expect(kinds).toContain(verdict.kind);
        expect(verdict.because.length).toBeGreaterThan(5);
        expect(judge(asked)).toEqual(verdict);
      }),
    );
  });

  it('never advances unless everything answered, alarms are ok and enough users came', () => {
    fc.assert(
      fc.property(anyInquiry(25), (asked) => {
        if (judge(asked).kind !== 'advance') return;
        const { alarms, weightsAgree, targets, pods, traffic: seen } = asked.evidence;
        expect(weightsAgree).toBe(true);
        expect(Array.isArray(alarms) && alarms.length > 0 && alarms.every(({ state }) => state === 'ok')).toBe(true);
        expect(targets).not.toHaveProperty('unseen');
        expect(pods).toMatchObject({ stuck: null, unready: [] });
        expect(seen).toHaveProperty('requests');
        expect((seen as { requests: number }).requests).toBeGreaterThanOrEqual(20);
      }),
      { numRuns: 2000 },
    );
  });

  it('never passes the last step without requests that can be believed', () => {
    const nonsense = [Number.NaN, Number.POSITIVE_INFINITY, -1];
    const noMinute = fc.record({
      at: fc.integer({ min: 0, max: 90 }).map((minute) => at(60 * minute)),
      stable: anySide,
      candidate: fc.constantFrom(null, ...nonsense.map((requests) => ({ requests, errors: 0, slow: [] }))),
    });
    fc.assert(
      fc.property(fc.array(noMinute), fc.nat(4000), (minutes, requests) => {
        const step = { kind: 'bake' as const, weight: 100, bakeSeconds: 300 };
        expect(judge(inquiry({ step, now: at(600) }, { traffic: { requests, minutes } })).kind).not.toBe('advance');
      }),
    );
  });

  it('is judged the same in any order of its minutes, and when they come twice', () => {
    const minutes = traffic(8, [100, 2]);
    const bare = inquiry({ now: at(480) }, { traffic: { requests: 800, minutes } });
    fc.assert(
      fc.property(fc.shuffledSubarray([...minutes, ...minutes], { minLength: 16 }), (shuffled) => {
        expect(judge(inquiry({ now: at(480) }, { traffic: { requests: 800, minutes: shuffled } }))).toEqual(
          judge(bare),
        );
      }),
    );
  });

  it('that could be kept is judged from what was kept as it was at first', () => {
    fc.assert(
      fc.property(anyInquiry(100), (asked) => {
        if (!HealthEvidence.safeParse(asked.evidence).success) return;
        expect(judge(JSON.parse(JSON.stringify({ ...asked, terms })))).toEqual(judge(asked));
      }),
    );
  });
});
