import type { Block } from './blocks.ts';
import type { Tally } from './counts.ts';
import type { BlockEvidence } from './e-process.ts';
import { logAloneE, logPairE } from './e-variable.ts';
import type { Bound } from './reference.ts';

/** Finds the evidence of a block for each alternative that is bet on, and for each bound where the candidate is alone. */
export type Bets = (block: Block) => BlockEvidence;

const tiniest = 1e-6;
const guessedRequests = 50;
const guessedEvents = 0.5;

/** Stable's share as known before a block; with no data at all 1 %. */
export const guess = ({ requests, events }: Tally): number => {
  const share = (events + guessedEvents) / (requests + guessedRequests);
  return Math.min(1 - tiniest, Math.max(tiniest, share));
};

const below1 = (share: number): number => Math.min(1 - tiniest, share);
const impossible = (share: number): boolean => share >= 1 - 2 * tiniest;

/** A candidate that is alone may have this share, and the null hypothesis draws its line there. */
interface AloneBet {
  readonly alternative: number;
  readonly line: number;
}

const aloneEvidence = (candidate: Tally, bets: readonly AloneBet[]): BlockEvidence =>
  Float64Array.from(bets, ({ alternative, line }) => (impossible(line) ? 0 : logAloneE(candidate, alternative, line)));

interface Worse {
  readonly worseAbove: number;
  readonly worseAboveAlone: number;
  readonly lifts: readonly number[];
}

/** Bets on candidates that are worse than stable by each of the lifts. */
export const betsOnWorse = ({ worseAbove, worseAboveAlone, lifts }: Worse, above: readonly Bound[]): Bets => {
  const alone = above.flatMap(({ share }) => {
    const line = share + worseAboveAlone;
    return lifts.map((lift) => ({ line, alternative: below1(line + lift) }));
  });
  return ({ stable, candidate, stableBefore }) => {
    if (stable === null) return aloneEvidence(candidate, alone);
    const base = guess(stableBefore);
    const line = base + worseAbove;
    return Float64Array.from(lifts, (lift) =>
      impossible(line)
        ? 0
        : logPairE({ stable, candidate }, { stable: base, candidate: below1(line + lift) }, worseAbove),
    );
  };
};

/** How much of what is tolerated a fine candidate may have used up: on each an equal bet is laid. */
export const usedUp = [0, 0.25];

/** Bets on candidates that are hardly worse than stable; none when nothing is tolerated. */
export const betsOnFine = (fineBelow: number, below: readonly Bound[]): Bets => {
  const nothing = new Float64Array(usedUp.length);
  return ({ stable, candidate, stableBefore }) => {
    const base = guess(stableBefore);
    if (fineBelow === 0) return nothing;
    if (stable === null) {
      const bets = below.flatMap(({ share }) =>
        usedUp.map((used) => ({
          line: share + fineBelow,
          alternative: Math.min(base + used * fineBelow, share + fineBelow / 2),
        })),
      );
      return aloneEvidence(candidate, bets);
    }
    return Float64Array.from(usedUp, (used) =>
      impossible(base + fineBelow)
        ? 0
        : logPairE({ stable, candidate }, { stable: base, candidate: base + used * fineBelow }, fineBelow),
    );
  };
};
