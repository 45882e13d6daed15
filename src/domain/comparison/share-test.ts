import type { Bets } from './bets.ts';
import { betsOnFine, betsOnWorse, guess, usedUp } from './bets.ts';
import type { Block } from './blocks.ts';
import type { Tally } from './counts.ts';
import { becameSo, isSo } from './e-process.ts';
import type { Bound, Reference } from './reference.ts';
import { referenceOf } from './reference.ts';

/** How often an answer may be wrong in a release: while there is a stable to compare with, and after. */
export interface Miss {
  readonly paired: number;
  readonly alone: number;
}

/** What is asked about the share of requests with an event (an error, a slow answer). */
export interface Question {
  /** A candidate is worse when its share is more than this above stable's. */
  readonly worseAbove: number;
  /** So much more when it is alone: days change. */
  readonly worseAboveAlone: number;
  /** A candidate is fine when its share is less than this above stable's. */
  readonly fineBelow: number;
  /** How far above stable's share a worse candidate may be: on each an equal bet is laid. */
  readonly lifts: readonly number[];
  readonly worseMiss: Miss;
  readonly fineMiss: Miss;
}

/** Evidence about one share, as logarithms of e-values over what is needed: 0 or more decides. */
export interface ShareEvidence {
  /** After each block. */
  readonly worse: readonly number[];
  /** After the last block. */
  readonly fine: number;
  /** What one more request of a candidate that is as good as stable is expected to add to `fine`. */
  readonly finePerRequest: number;
}

interface Least {
  readonly log: number;
  readonly row: number;
}

/** Where the baseline alone speaks, nothing is bet: what bets lost while there was a stable takes nothing away. */
const evidenceBeyond = (bound: Bound | undefined): number | null => (bound?.share === null ? bound.logEvidence : null);

/** What is an e-value for each possible truth of stable is one for all of them when it is the least. */
const least = (rows: readonly number[], bounds: readonly Bound[], alone: boolean, miss: Miss): Least => {
  if (!alone) return { log: (rows[0] ?? 0) + Math.log(miss.paired), row: 0 };
  const logs = rows.map((log, row) => evidenceBeyond(bounds[row]) ?? log + (bounds[row]?.logEvidence ?? 0));
  const log = Math.min(...logs);
  return { log: log + Math.log(miss.alone), row: logs.indexOf(log) };
};

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** The block that the next one is expected to be like, when the candidate is as good as stable. */
const asGoodAsStable = (blocks: readonly Block[]): Block | null => {
  const last = blocks.at(-1);
  if (last === undefined) return null;
  const alike = blocks.slice(-10).filter(({ stable }) => (stable === null) === (last.stable === null));
  const expected = (requests: number): Tally => ({ requests, events: guess(last.stableBefore) * requests });
  return {
    stableBefore: last.stableBefore,
    candidate: expected(sum(alike.map(({ candidate }) => candidate.requests))),
    stable: last.stable && expected(sum(alike.map(({ stable }) => stable?.requests ?? 0))),
  };
};

const growth = (next: Block | null, row: number, bets: Bets): number => {
  if (next === null) return 0;
  const logs = bets(next);
  const from = logs.length > usedUp.length ? row * usedUp.length : 0;
  return Math.max(...logs.slice(from, from + usedUp.length)) / next.candidate.requests;
};

const nobody: Reference = { above: [], below: [] };

/** What a candidate that has been fine can at most save up for worse days, beyond what is needed. */
const logSavings = Math.log(10);

/** Weighs the blocks of one event. `baseline`: stable before the release, all that a candidate that is alone is compared with. */
export const weigh = (blocks: readonly Block[], baseline: Tally, question: Question): ShareEvidence => {
  const { worseMiss, fineMiss, fineBelow, lifts } = question;
  const firstAlone = blocks.findIndex(({ stable }) => stable === null);
  const alone = firstAlone !== -1;
  const { above, below } = alone ? referenceOf(baseline) : nobody;
  const worseBets = blocks.map(betsOnWorse(question, above));
  const worse = becameSo(worseBets, lifts.length, alone ? firstAlone + 1 : Number.POSITIVE_INFINITY);
  const fineBets = betsOnFine(fineBelow, below);
  const logMost = logSavings - Math.log(alone ? fineMiss.alone : fineMiss.paired) - (below[0]?.logEvidence ?? 0);
  const fine = least(isSo(blocks.map(fineBets), usedUp.length, logMost), below, alone, fineMiss);
  return {
    worse: worse.map((rows, index) => least(rows, above, alone && index >= firstAlone, worseMiss).log),
    fine: Math.min(logSavings, fine.log),
    finePerRequest: growth(asGoodAsStable(blocks), fine.row, fineBets),
  };
};
