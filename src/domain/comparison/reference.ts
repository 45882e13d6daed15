import type { Tally } from './counts.ts';
import { logAloneE } from './e-variable.ts';
import { logMean } from './log-sum.ts';

/** Between which shares stable's true one lies. */
export interface Reference {
  readonly low: number;
  readonly high: number;
}

const logit = (share: number): number => Math.log(share / (1 - share));
const gridSteps = 240;
const widest = logit(1 - 1e-6);

/** Shares from 1e-6 to 1 - 1e-6, evenly spaced in log odds: each a possible truth that bets against a bound. */
const possibleShares: readonly number[] = Array.from(
  { length: gridSteps + 1 },
  (_, step) => 1 / (1 + Math.exp(widest - (2 * widest * step) / gridSteps)),
);

const refuted = (tally: Tally, bound: number, logLevel: number): boolean =>
  logMean(possibleShares.map((share) => logAloneE(tally, share, bound))) >= logLevel;

/** The share nearest to `seen` on the way to `end` that the data refute. */
const firstRefuted = (tally: Tally, seen: number, end: number, logLevel: number): number => {
  let kept = seen;
  let gone = end;
  for (let halving = 0; halving < 40; halving++) {
    const middle = (kept + gone) / 2;
    if (refuted(tally, middle, logLevel)) gone = middle;
    else kept = middle;
  }
  return gone;
};

/**
 * A confidence sequence: with probability 1 - `miss` stable's share lies in it, whenever one looks. It holds the shares that a mixture of
 * likelihood ratios does not refute (Robbins 1970; Howard et al. 2021, https://arxiv.org/abs/1810.08240).
 */
export const referenceOf = (tally: Tally, miss: number): Reference => {
  if (tally.requests === 0) return { low: 0, high: 1 };
  const seen = tally.events / tally.requests;
  const logLevel = -Math.log(miss);
  return { low: firstRefuted(tally, seen, 0, logLevel), high: firstRefuted(tally, seen, 1, logLevel) };
};
