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

/** What each request of a candidate that is alone adds to a bet against a line: one with the event, and one without. */
interface AloneBet {
  readonly logWith: number;
  readonly logWithout: number;
}

const noBet: AloneBet = { logWith: 0, logWithout: 0 };

const aloneBet = (alternative: number, line: number): AloneBet => {
  const tally = { requests: 1, events: 0 };
  if (impossible(line)) return noBet;
  return {
    logWith: logAloneE({ ...tally, events: 1 }, alternative, line),
    logWithout: logAloneE(tally, alternative, line),
  };
};

const evidenceOf = <Bet>(bets: readonly Bet[], logE: (bet: Bet) => number): BlockEvidence => {
  const logs = new Float64Array(bets.length);
  bets.forEach((bet, index) => {
    logs[index] = logE(bet);
  });
  return logs;
};

const aloneEvidence = ({ requests, events }: Tally, bets: readonly AloneBet[], most: number): BlockEvidence =>
  evidenceOf(bets, ({ logWith, logWithout }) => Math.min(most, events * logWith + (requests - events) * logWithout));

/**
 * One minute of a candidate that is alone proves no more than this (as a logarithm): a short outage of what both versions need looks the
 * same, and there is nobody to compare with. An e-value that is cut stays one.
 */
const mostAMinute = 5;

interface Worse {
  readonly worseAbove: number;
  readonly worseAboveAlone: number;
  readonly lifts: readonly number[];
}

/** Bets on candidates that are worse than stable by each of the lifts. */
export const betsOnWorse = ({ worseAbove, worseAboveAlone, lifts }: Worse, above: readonly Bound[]): Bets => {
  const betAlone = (share: number, lift: number): AloneBet =>
    aloneBet(below1(share + worseAboveAlone + lift), share + worseAboveAlone);
  const alone = above.flatMap(({ share }) => lifts.map((lift) => (share === null ? noBet : betAlone(share, lift))));
  return ({ stable, candidate, stableBefore }) => {
    if (stable === null) return aloneEvidence(candidate, alone, mostAMinute);
    const base = guess(stableBefore);
    const line = base + worseAbove;
    return evidenceOf(lifts, (lift) =>
      impossible(line)
        ? 0
        : logPairE({ stable, candidate }, { stable: base, candidate: below1(line + lift) }, worseAbove),
    );
  };
};

/** How much of what is tolerated a fine candidate may have used up: on each an equal bet is laid. */
export const usedUp = [0, 0.25];

const fineAlone = (base: number, fineBelow: number, below: readonly Bound[]): readonly AloneBet[] => {
  const betAlone = (share: number, used: number): AloneBet =>
    aloneBet(Math.min(base + used * fineBelow, share + fineBelow / 2), share + fineBelow);
  return below.flatMap(({ share }) => usedUp.map((used) => (share === null ? noBet : betAlone(share, used))));
};

/** Bets on candidates that are hardly worse than stable; none when nothing is tolerated. */
export const betsOnFine = (fineBelow: number, below: readonly Bound[]): Bets => {
  const nothing = new Float64Array(usedUp.length);
  const alone = new Map<number, readonly AloneBet[]>();
  return ({ stable, candidate, stableBefore }) => {
    const base = guess(stableBefore);
    if (fineBelow === 0) return nothing;
    if (stable === null) {
      const bets = alone.get(base) ?? fineAlone(base, fineBelow, below);
      alone.set(base, bets);
      return aloneEvidence(candidate, bets, Number.POSITIVE_INFINITY);
    }
    const against = (used: number): number =>
      logPairE({ stable, candidate }, { stable: base, candidate: base + used * fineBelow }, fineBelow);
    return evidenceOf(usedUp, (used) => (impossible(base + fineBelow) ? 0 : against(used)));
  };
};
