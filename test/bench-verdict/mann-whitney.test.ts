import { describe, expect, it } from '@jest/globals';
import { mannWhitneyZ } from '../../scripts/bench-verdict/mann-whitney.ts';

describe('the Mann-Whitney test', () => {
  /** Permeability constants, the example of R's ?wilcox.test: W = 35, expected 25, deviation 8.165. */
  it("finds the statistic of R's own example, corrected for continuity", () => {
    const term = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
    const early = [1.15, 0.88, 0.9, 0.74, 1.21];
    expect(mannWhitneyZ(term, early)).toBeCloseTo((35 - 25 - 0.5) / Math.sqrt((10 * 5 * 16) / 12), 12);
  });

  it('finds nothing where all are equal, or nobody is there', () => {
    expect(mannWhitneyZ([0, 0, 0], [0, 0])).toBe(0);
    expect(mannWhitneyZ([], [1])).toBe(0);
  });
});
