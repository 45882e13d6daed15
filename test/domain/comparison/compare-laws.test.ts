import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compare } from '../../../src/domain/comparison/compare.ts';
import type { Baseline, Counts, Minute } from '../../../src/domain/comparison/counts.ts';
import { baseline, instant, paired, tolerance } from './minutes.ts';

const believable: fc.Arbitrary<Counts> = fc
  .record({
    requests: fc.integer({ min: 0, max: 3000 }),
    errors: fc.double({ min: 0, max: 1, noNaN: true }),
    slow: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 }),
  })
  .map(({ requests, errors, slow }) => ({
    requests,
    errors: Math.floor(errors * requests),
    slow: slow.map((share) => Math.floor(share * requests)),
  }));

const minutesOf = (side: fc.Arbitrary<Counts | null>): fc.Arbitrary<Minute[]> =>
  fc
    .array(fc.record({ stable: side, candidate: side, alone: fc.boolean() }), { maxLength: 12 })
    .map((minutes) => minutes.map((minute, index) => ({ ...minute, at: instant(index) })));

const anyNumber = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(Number.NaN, -1, Infinity, -Infinity, 1e308));
const anything: fc.Arbitrary<Counts> = fc.record({
  requests: anyNumber,
  errors: anyNumber,
  slow: fc.array(anyNumber, { maxLength: 4 }),
});
const unbelievable: fc.Arbitrary<Counts> = fc
  .tuple(
    believable,
    fc.constantFrom<Partial<Counts>>(
      { requests: Number.NaN },
      { requests: -5 },
      { requests: Infinity },
      { errors: Number.NaN },
      { errors: -1 },
      { errors: 3001 },
    ),
  )
  .map(([counts, broken]) => ({ ...counts, ...broken }));

const anyBaseline: fc.Arbitrary<Baseline | null> = fc.option(
  fc
    .tuple(anything, fc.array(anyNumber, { maxLength: 4 }))
    .map(([counts, slowAboveSeconds]) => ({ ...counts, slowAboveSeconds })),
);

describe('whatever the minutes are, comparing', () => {
  it('always answers, in numbers that can be written down', () => {
    const at = fc.oneof(fc.string(), fc.constantFrom(instant(0), instant(1), '2026-11-23', ''));
    const side = fc.option(fc.oneof(anything, believable));
    const minute = fc.record({ at, stable: side, candidate: side, alone: fc.boolean() });
    fc.assert(
      fc.property(
        fc.array(minute, { maxLength: 20 }),
        anyBaseline,
        anyNumber,
        anyNumber,
        (minutes, before, errors, slow) => {
          const comparison = compare(minutes, before, { errorsWorseBy: errors, slowerBy: slow });
          expect(JSON.parse(JSON.stringify(comparison))).toEqual(comparison);
        },
      ),
    );
  });

  it('is the same in any order and with any minute twice', () => {
    fc.assert(
      fc.property(minutesOf(fc.option(believable)), fc.infiniteStream(fc.nat()), (minutes, random) => {
        const twice = [...minutes, ...minutes.filter((_, index) => index % 3 === 0)];
        const keyed = twice.map((minute) => ({ minute, key: random.next().value ?? 0 }));
        const shuffled = keyed.sort((one, other) => one.key - other.key).map(({ minute }) => minute);
        expect(compare(shuffled, baseline, tolerance)).toEqual(compare(minutes, baseline, tolerance));
      }),
    );
  });

  it('is the same without a minute in which a side can not be believed', () => {
    fc.assert(
      fc.property(minutesOf(believable), unbelievable, fc.nat(), (minutes, broken, which) => {
        const index = which % Math.max(1, minutes.length);
        const damaged = minutes.map((minute, at) => (at === index ? { ...minute, candidate: broken } : minute));
        const without = minutes.filter((_, at) => at !== index);
        expect(compare(damaged, baseline, tolerance)).toEqual(compare(without, baseline, tolerance));
      }),
    );
  });

  it('never finds a candidate fine of which nothing believable was seen', () => {
    const idle = fc.constant<Counts>({ requests: 0, errors: 0, slow: [0, 0, 0] });
    const candidate = fc.oneof(fc.constant(null), unbelievable, idle);
    const minute = fc.record({ stable: fc.option(believable), candidate, alone: fc.boolean() });
    fc.assert(
      fc.property(fc.array(minute, { maxLength: 20 }), anyBaseline, (minutes, before) => {
        const placed = minutes.map((each, index) => ({ ...each, at: instant(index) }));
        const { errors, latency } = compare(placed, before, tolerance);
        expect([errors.answer, latency?.answer ?? 'unclear']).toEqual(['unclear', 'unclear']);
      }),
    );
  });

  it('never finds less evidence against a candidate that had one more error', () => {
    fc.assert(
      fc.property(minutesOf(believable), fc.nat(), (minutes, which) => {
        const index = which % Math.max(1, minutes.length);
        const more = minutes.map((minute, at) => {
          const { candidate } = minute;
          if (at !== index || candidate === null || candidate.errors >= candidate.requests) return minute;
          return { ...minute, candidate: { ...candidate, errors: candidate.errors + 1 } };
        });
        const [before, after] = [
          compare(minutes, baseline, tolerance).errors,
          compare(more, baseline, tolerance).errors,
        ];
        expect(after.evidenceOfWorse).toBeGreaterThanOrEqual(before.evidenceOfWorse * (1 - 1e-9));
        expect(after.evidenceOfFine).toBeLessThanOrEqual(before.evidenceOfFine * (1 + 1e-9) + 1e-300);
      }),
    );
  });

  it('takes gaps as they come: minutes without data say nothing', () => {
    const gaps = paired(30, { stable: [900, 4], candidate: [100, 0] });
    const none = Array.from({ length: 30 }, (_, minute) => ({
      at: instant(30 + minute),
      stable: null,
      candidate: null,
      alone: false,
    }));
    expect(compare([...gaps, ...none], baseline, tolerance)).toEqual(compare(gaps, baseline, tolerance));
  });
});
