import type { Tally } from './counts.ts';
import { logAdd } from './log-sum.ts';

/**
 * A share that stable may have, and how much evidence (logarithm of an e-value) the baseline has at least against the shares between the
 * bound before and it. The last bound has no share: the evidence against all that lie further out needs no help from the candidate.
 */
export interface Bound {
  readonly share: number | null;
  readonly logEvidence: number;
}

/** Possible truths of stable's share, from the nearest to what was seen outwards: none is skipped, each next one is harder to believe. */
export interface Reference {
  readonly above: readonly Bound[];
  readonly below: readonly Bound[];
}

const gridSteps = 1000;
const smallest = 1e-4;

/** Shares from 0.01 % to almost all, each a little above the one before: most rates that are watched are small. */
const grid: readonly number[] = Array.from(
  { length: gridSteps },
  (_, step) => smallest * ((1 - smallest) / smallest) ** (step / (gridSteps - 1)),
);

const logGrid = grid.map((share) => ({ logWith: Math.log(share), logWithout: Math.log1p(-share) }));

const logLikelihood = ({ requests, events }: Tally, share: number): number =>
  (events === 0 ? 0 : events * Math.log(share)) + (events === requests ? 0 : (requests - events) * Math.log(1 - share));

const reached = (evidence: (share: number) => number, seen: number, end: number, wanted: number): number => {
  let under = seen;
  let over = end;
  for (let halving = 0; halving < 40; halving++) {
    const middle = (under + over) / 2;
    if (evidence(middle) >= wanted) over = middle;
    else under = middle;
  }
  return over;
};

const mostEvidence = 8;

/**
 * What a baseline says about stable's share. The evidence against a share is a mixture of likelihood ratios (Robbins 1970; Howard et al.
 * 2021, https://arxiv.org/abs/1810.08240). Bounds lie one unit of evidence apart, and each carries that of the bound before it, so that
 * what holds at a bound holds for every share between. With no baseline any share is possible.
 */
export const referenceOf = (tally: Tally): Reference => {
  const seen = tally.requests > 0 ? tally.events / tally.requests : 0;
  const without = tally.requests - tally.events;
  const mixture = logGrid.reduce(
    (sum, { logWith, logWithout }) => logAdd(sum, tally.events * logWith + without * logWithout),
    Number.NEGATIVE_INFINITY,
  );
  const evidence = (share: number): number => mixture - Math.log(grid.length) - logLikelihood(tally, share);
  const least = tally.requests > 0 ? Math.min(0, evidence(seen)) : 0;
  const bounds = (end: number): readonly Bound[] => {
    if (tally.requests === 0) return [{ share: end, logEvidence: 0 }];
    const units = Math.ceil(mostEvidence - least);
    const within = Array.from({ length: units }, (_, unit) => ({
      share: reached(evidence, seen, end, least + unit + 1),
      logEvidence: least + unit,
    }));
    return [...within, { share: null, logEvidence: least + units }];
  };
  return { above: bounds(1), below: bounds(0) };
};
