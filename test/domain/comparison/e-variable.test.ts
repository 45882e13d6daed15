import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Pair, Shares } from '../../../src/domain/comparison/e-variable.ts';
import { logPairE } from '../../../src/domain/comparison/e-variable.ts';
import { chanceOf, outcomes } from './chances.ts';

const eOf = (pair: Pair, alternative: Shares, gap = 0): number => Math.exp(logPairE(pair, alternative, gap));
const pairOf = (stable: readonly [number, number], candidate: readonly [number, number]): Pair => ({
  stable: { events: stable[0], requests: stable[1] },
  candidate: { events: candidate[0], requests: candidate[1] },
});

/** The exact mean of the e-value over all outcomes of so many requests on each side, when these are the true shares. */
const meanE = (requests: Shares, truth: Shares, alternative: Shares, gap: number): number =>
  outcomes(requests.stable).reduce(
    (sum, stable) =>
      sum +
      outcomes(requests.candidate).reduce((inner, candidate) => {
        const chance =
          chanceOf(stable, requests.stable, truth.stable) * chanceOf(candidate, requests.candidate, truth.candidate);
        return (
          inner + chance * eOf(pairOf([stable, requests.stable], [candidate, requests.candidate]), alternative, gap)
        );
      }, 0),
    0,
  );

const share = fc.double({ min: 0.001, max: 0.999, noNaN: true });
const few = fc.integer({ min: 1, max: 9 });

describe('the e-value of two samples', () => {
  /** R package safestats, tests/testthat: turnerEProcess(restriction = "propDiff", delta = 0.25), process 1.5625, 1.46484375, …, whose last factor is 0.5625. */
  it('is that of the reference implementation in its published example', () => {
    const alternative = { stable: 0.375, candidate: 0.625 };
    const first = eOf(pairOf([0, 1], [1, 1]), alternative);
    expect(first).toBeCloseTo(1.5625, 12);
    expect(first * eOf(pairOf([1, 1], [1, 1]), alternative)).toBeCloseTo(1.46484375, 12);
    expect(eOf(pairOf([1, 1], [0, 1]), alternative)).toBeCloseTo(0.645452595651148 / 1.1474712811576, 12);
  });

  it('is 1 where a side had no request', () => {
    expect(eOf(pairOf([0, 0], [3, 3]), { stable: 0.1, candidate: 0.5 })).toBe(1);
  });

  it('never has a mean above 1 while the candidate is not worse by more than the gap', () => {
    fc.assert(
      fc.property(
        few,
        few,
        share,
        share,
        share,
        share,
        fc.constantFrom(0, 0.002, 0.02, 0.3),
        (s, c, t, u, a, b, gap) => {
          const stable = (1 - gap) * t;
          const truth = { stable, candidate: u * (stable + gap) };
          const lowest = (1 - gap) * a;
          const alternative = { stable: lowest, candidate: lowest + gap + b * (1 - lowest - gap) };
          expect(meanE({ stable: s, candidate: c }, truth, alternative, gap)).toBeLessThanOrEqual(1 + 1e-9);
        },
      ),
    );
  });

  it('never has a mean above 1 while the candidate is worse by the gap or more', () => {
    fc.assert(
      fc.property(few, few, share, share, share, share, fc.constantFrom(0.002, 0.02, 0.3), (s, c, t, u, a, b, gap) => {
        const stable = (1 - gap) * t;
        const truth = { stable, candidate: stable + gap + u * (1 - stable - gap) };
        const alternative = { stable: (1 - gap) * a, candidate: b * ((1 - gap) * a + gap) };
        expect(meanE({ stable: s, candidate: c }, truth, alternative, gap)).toBeLessThanOrEqual(1 + 1e-9);
      }),
    );
  });

  it('grows on average when the alternative is true', () => {
    const truth = { stable: 0.1, candidate: 0.6 };
    expect(meanE({ stable: 6, candidate: 3 }, truth, truth, 0)).toBeGreaterThan(2);
  });
});
