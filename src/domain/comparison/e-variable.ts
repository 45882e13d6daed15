import type { Tally } from './counts.ts';

/** Shares of both sides that a hypothesis claims. */
export interface Shares {
  readonly stable: number;
  readonly candidate: number;
}

/** What was counted on both sides in the same time. */
export interface Pair {
  readonly stable: Tally;
  readonly candidate: Tally;
}

const logRatio = ({ requests, events }: Tally, alternative: number, nullShare: number): number =>
  (events === 0 ? 0 : events * Math.log(alternative / nullShare)) +
  (events === requests ? 0 : (requests - events) * Math.log((1 - alternative) / (1 - nullShare)));

/**
 * Stable's share in the null hypothesis "the candidate's share is `gap` above stable's" that lies nearest to the alternative (reverse
 * information projection): there, the pull of both sides on it is in balance. Found by bisection; with no gap it is their mean.
 */
const nearestOnLine = (pair: Pair, alternative: Shares, gap: number): number => {
  const { stable, candidate } = pair;
  const total = stable.requests + candidate.requests;
  if (gap === 0) return (stable.requests * alternative.stable + candidate.requests * alternative.candidate) / total;
  const pull = (share: number, wanted: number, requests: number): number =>
    (requests * (wanted - share)) / (share * (1 - share));
  let low = Math.max(0, Math.min(alternative.stable, alternative.candidate - gap));
  let high = Math.min(1 - gap, Math.max(alternative.stable, alternative.candidate - gap));
  for (let halving = 0; halving < 52 && high - low > 1e-15 * high; halving++) {
    const middle = (low + high) / 2;
    const balance =
      pull(middle, alternative.stable, stable.requests) + pull(middle + gap, alternative.candidate, candidate.requests);
    if (balance > 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
};

/**
 * Logarithm of the e-value of one block of two samples, against the null hypothesis that the candidate's share is at most (for an
 * alternative above the line) or at least (below it) stable's share plus `gap`. Its expectation is at most 1 whatever stable's share was
 * in that block, so blocks of a changing day may be multiplied.
 * Turner, Ly, Grünwald: Generic E-variables for exact sequential k-sample tests that allow for optional stopping, JSPI 230 (2024),
 * https://arxiv.org/abs/2106.02693; nulls with a gap: Turner, Grünwald (2022), https://arxiv.org/abs/2203.09785.
 */
export const logPairE = (pair: Pair, alternative: Shares, gap: number): number => {
  const { stable, candidate } = pair;
  if (stable.requests === 0 || candidate.requests === 0) return 0;
  const nearest = nearestOnLine(pair, alternative, gap);
  return logRatio(stable, alternative.stable, nearest) + logRatio(candidate, alternative.candidate, nearest + gap);
};

/** Logarithm of the e-value of one sample against "its share is at most (or at least) `bound`", for an alternative beyond the bound. */
export const logAloneE = (tally: Tally, alternative: number, bound: number): number =>
  logRatio(tally, alternative, bound);
