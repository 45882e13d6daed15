import type { Baseline, Counts, Minute } from '../../contracts/evidence.ts';

const isReal = (counts: Counts | null): counts is Counts =>
  counts !== null && counts.requests > 0 && counts.errors >= 0 && Number.isFinite(counts.requests + counts.errors);

const rateOf = ({ errors, requests }: Pick<Counts, 'errors' | 'requests'>): number => Math.min(1, errors / requests);

/** Failed requests of the candidate beyond those that stable would have had: by its rate in the same minute, else before. */
export const excessErrors = (minutes: readonly Minute[], baseline: Baseline | null): number => {
  const before = baseline !== null && baseline.requests > 0 ? rateOf(baseline) : 0;
  return minutes.reduce((sum, { stable, candidate }) => {
    if (!isReal(candidate)) return sum;
    const expected = isReal(stable) ? rateOf(stable) : before;
    return sum + candidate.errors - candidate.requests * expected;
  }, 0);
};
