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

/** How strongly (and how that changes) a sample of an alternative pulls a null share towards itself: slope of its log likelihood. */
const pull = (requests: number, alternative: number, share: number): readonly [number, number] => {
  const [odd, even] = [alternative / share, (1 - alternative) / (1 - share)];
  return [requests * (odd - even), -requests * (odd / share + even / (1 - share))];
};

/**
 * Stable's share in the null hypothesis "the candidate's share is `gap` above stable's" that lies nearest to the alternative (reverse
 * information projection): there, the pulls of both sides are in balance. Newton's method, kept between both by halving.
 */
const nearestOnLine = ({ stable, candidate }: Pair, alternative: Shares, gap: number): number => {
  const total = stable.requests + candidate.requests;
  const ends = [alternative.stable, alternative.candidate - gap] as const;
  let share = (stable.requests * ends[0] + candidate.requests * ends[1]) / total;
  if (gap === 0) return share;
  let low = Math.max(0, Math.min(...ends));
  let high = Math.min(1 - gap, Math.max(...ends));
  for (let turn = 0; turn < 60 && high - low > 1e-14; turn++) {
    if (share <= low || share >= high) share = (low + high) / 2;
    const [ofStable, slopeOfStable] = pull(stable.requests, alternative.stable, share);
    const [ofCandidate, slopeOfCandidate] = pull(candidate.requests, alternative.candidate, share + gap);
    const balance = ofStable + ofCandidate;
    if (balance > 0) low = share;
    else high = share;
    const move = balance / (slopeOfStable + slopeOfCandidate);
    share -= move;
    if (Math.abs(move) < 1e-13) break;
  }
  return share;
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
