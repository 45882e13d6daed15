import type { Outcome } from './own-release.ts';

/** Sums over releases. */
export interface Totals {
  releases: number;
  rolledBack: number;
  promoted: number;
  inconclusive: number;
  exposed: number;
  minutes: number;
  /** Releases whose candidate got as many requests as a fixed-size test needs. */
  enough: number;
  promotedWithEnough: number;
}

export const noReleases = (): Totals => ({
  releases: 0,
  rolledBack: 0,
  promoted: 0,
  inconclusive: 0,
  exposed: 0,
  minutes: 0,
  enough: 0,
  promotedWithEnough: 0,
});

/** Counts one release in. `needed`: requests that a fixed-size test needs. */
export const count = (totals: Totals, outcome: Outcome, needed: number): void => {
  const enough = outcome.judged >= needed;
  totals.releases++;
  totals[outcome.end]++;
  totals.exposed += outcome.exposed;
  totals.minutes += outcome.minutes;
  totals.enough += enough ? 1 : 0;
  totals.promotedWithEnough += enough && outcome.end === 'promoted' ? 1 : 0;
};

/** The sum of several. */
export const sumOf = (parts: readonly Totals[]): Totals => {
  const sum = noReleases();
  for (const part of parts) for (const key of Object.keys(sum) as (keyof Totals)[]) sum[key] += part[key];
  return sum;
};
