import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Bucket, drawFrom, forwardBurst, forwardWritesPerSecond } from '../../src/domain/pacing.ts';

const start = Date.parse('2026-11-23T10:00:00.000Z');
const at = (ms: number) => new Date(start + ms).toISOString();

/** When tokens were given, of all the draws at these milliseconds. */
const grantsOf = (drawsMs: readonly number[]): readonly number[] => {
  let bucket: Bucket | undefined;
  return drawsMs.filter((ms) => {
    const draw = drawFrom(bucket, at(ms));
    if ('left' in draw) bucket = draw.left;
    return 'left' in draw;
  });
};
const someDraws = fc.array(fc.integer({ min: 0, max: 120_000 }), { maxLength: 200 });

describe('the budget for forward writes', () => {
  it('never gives more than its burst and its rate allow, whatever order the draws come in', () => {
    fc.assert(
      fc.property(someDraws, (drawsMs) => {
        const grants = grantsOf(drawsMs);
        const spanSeconds = (Math.max(0, ...drawsMs) - Math.min(...drawsMs, 120_000)) / 1000;
        expect(grants.length).toBeLessThanOrEqual(forwardBurst + forwardWritesPerSecond * Math.max(0, spanSeconds));
      }),
    );
  });

  it('never gives more in any stretch of time than its burst and its rate allow', () => {
    fc.assert(
      fc.property(someDraws, (drawsMs) => {
        const grants = grantsOf(drawsMs.toSorted((a, b) => a - b));
        grants.forEach((from, i) => {
          grants.slice(i).forEach((to, n) => {
            expect(n + 1).toBeLessThanOrEqual(forwardBurst + (forwardWritesPerSecond * (to - from)) / 1000);
          });
        });
      }),
    );
  });

  it('gives a token to whoever waits as long as it says, if nobody came first', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (tokens) => {
        const bucket = { tokens, at: at(0) };
        const draw = drawFrom(bucket, at(0));
        const waitSeconds = 'waitSeconds' in draw ? draw.waitSeconds : 0;
        expect(waitSeconds).toBeGreaterThanOrEqual(1);
        expect(drawFrom(bucket, at(1000 * waitSeconds))).toHaveProperty('left');
      }),
    );
  });

  it('is smaller than what the account has, burst and rate', () => {
    expect(forwardBurst).toBeLessThan(20);
    expect(forwardWritesPerSecond).toBeLessThan(3);
  });

  it('holds no more than its burst after a long quiet time', () => {
    expect(drawFrom({ tokens: 0, at: at(0) }, at(86_400_000))).toMatchObject({ left: { tokens: forwardBurst - 1 } });
  });

  it.each([
    ['tokens that are no number', { tokens: Number.NaN, at: at(0) }],
    ['an instant that is none', { tokens: 0, at: 'yesterday' }],
    ['an instant of tomorrow', { tokens: 0, at: at(86_400_000) }],
  ])('is full again when it holds %s', (_, bucket) => {
    expect(drawFrom(bucket, at(0))).toEqual({ left: { tokens: forwardBurst - 1, at: at(0) } });
  });
});
