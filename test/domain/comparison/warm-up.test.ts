import { describe, expect, it } from '@jest/globals';
import { compare } from '../../../src/domain/comparison/compare.ts';

const baseline = { requests: 10_000, errors: 10, slow: [5000, 1000, 100], slowAboveSeconds: [0.1, 0.2, 0.5] };
const tolerance = { errorsWorseBy: 2, slowerBy: 10 };
const asStable = (requests: number) => [requests / 2, requests / 10, requests / 100].map(Math.round);
const allSlow = (requests: number) => [requests, requests, requests];

/** One of stable and candidate: requests of both, whether the candidate is slow, and whether it is alone. */
type Told = readonly [stable: number, candidate: number, isSlow: boolean];

const latencyOf = (told: readonly Told[], warmUpSeconds?: number) =>
  compare(
    told.map(([stable, candidate, isSlow], i) => ({
      at: new Date(Date.UTC(2026, 10, 23, 10, i)).toISOString(),
      stable: { requests: stable, errors: 0, slow: asStable(stable) },
      candidate: { requests: candidate, errors: 0, slow: isSlow ? allSlow(candidate) : asStable(candidate) },
      alone: false,
    })),
    baseline,
    { ...tolerance, warmUpSeconds },
  ).latency?.answer;

const minutes = (count: number, told: Told): readonly Told[] => Array.from({ length: count }, () => told);
const warming = (stable: number, candidate: number): readonly Told[] => [
  [stable, candidate, true],
  [stable, candidate, true],
  ...minutes(3, [stable, candidate, false]),
];

describe('a version that is slow', () => {
  it('in the minute after each rise of its share is not called slower', () => {
    expect(latencyOf([...warming(950, 50), ...warming(750, 250), ...warming(500, 500)])).not.toBe('worse');
  });

  it('for a minute longer is called slower', () => {
    expect(latencyOf([[750, 250, true], ...warming(750, 250)])).toBe('worse');
  });

  it('for as long as the policy says is not called slower', () => {
    const slowForThree = [...minutes(4, [750, 250, true] as const), ...minutes(3, [750, 250, false])];
    expect([latencyOf(slowForThree, 180), latencyOf(slowForThree, 120)]).toEqual(['fine', 'worse']);
  });

  it('in minutes without a rise is called slower', () => {
    expect(latencyOf([...minutes(5, [750, 250, false]), ...minutes(2, [750, 250, true])])).toBe('worse');
  });

  it('in its very first minutes, and in no later one that rises by chance only, is called slower', () => {
    expect(latencyOf([...warming(750, 250), [720, 280, true], [720, 280, true]])).toBe('worse');
  });
});
