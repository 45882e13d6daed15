import type { Block } from './blocks.ts';
import type { Tally } from './counts.ts';
import { becameSo, isSo } from './e-process.ts';
import { logAloneE, logPairE } from './e-variable.ts';
import type { Reference } from './reference.ts';
import { referenceOf } from './reference.ts';

/** What is asked about the share of requests with an event (an error, a slow answer). All but `logMost` are shares. */
export interface Question {
  /** A candidate is worse when its share is more than this above stable's. */
  readonly worseAbove: number;
  /** A candidate is fine when its share is less than this above stable's. */
  readonly fineBelow: number;
  /** How far above stable's share a worse candidate may be: on each an equal bet is laid. */
  readonly lifts: readonly number[];
  /** How often the reference of a candidate that is alone may miss stable's true share. */
  readonly referenceMiss: number;
  /** How far beyond stable's former share a candidate that is alone must be to be worse: days change. */
  readonly margin: number;
}

const tiniest = 1e-6;
const guessedRequests = 50;
const guessedEvents = 0.5;

/** Stable's share as known before a block; with no data at all 1 %. */
const guess = ({ requests, events }: Tally): number => (events + guessedEvents) / (requests + guessedRequests);

const into = (share: number): number => Math.min(1 - tiniest, Math.max(tiniest, share));

const worseAlternatives = (block: Block, reference: Reference, question: Question): readonly number[] => {
  const { worseAbove, lifts, margin } = question;
  const { candidate, stable, stableBefore } = block;
  const base = into(guess(stableBefore));
  const beyond = (lift: number): number =>
    stable === null
      ? logAloneE(candidate, into(reference.high + worseAbove + margin + lift), reference.high + worseAbove + margin)
      : logPairE({ stable, candidate }, { stable: base, candidate: into(base + worseAbove + lift) }, worseAbove);
  const nullShare = stable === null ? reference.high + worseAbove + margin : base + worseAbove;
  return lifts.map((lift) => (nullShare < 1 - 2 * tiniest ? beyond(lift) : 0));
};

/** How much of what is tolerated a fine candidate may have used up: on each an equal bet is laid. */
const usedUp = [0, 0.25];

const fineAlternatives = (block: Block, reference: Reference, { fineBelow }: Question): readonly number[] => {
  const { candidate, stable, stableBefore } = block;
  const base = into(guess(stableBefore));
  const within = (used: number): number => {
    const expected = base + used * fineBelow;
    return stable === null
      ? logAloneE(candidate, into(Math.min(expected, reference.low + fineBelow / 2)), reference.low + fineBelow)
      : logPairE({ stable, candidate }, { stable: base, candidate: expected }, fineBelow);
  };
  const nullShare = (stable === null ? reference.low : base) + fineBelow;
  return usedUp.map((used) => (fineBelow > 0 && nullShare < 1 - 2 * tiniest ? within(used) : 0));
};

/** Evidence about one share. Logarithms of e-values, after each block (worse) and after the last (fine). */
export interface ShareEvidence {
  readonly logWorse: readonly number[];
  readonly logFine: number;
  /** By how much one more request of a candidate that is as good as stable is expected to add to `logFine`. */
  readonly logFinePerRequest: number;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** The block that the next one is expected to be like, when the candidate is as good as stable. */
const asGoodAsStable = (blocks: readonly Block[]): Block | undefined => {
  const last = blocks.at(-1);
  if (last === undefined) return undefined;
  const alike = blocks.slice(-10).filter(({ stable }) => (stable === null) === (last.stable === null));
  const share = into(guess(last.stableBefore));
  const expected = (requests: number): Tally => ({ requests, events: share * requests });
  return {
    stableBefore: last.stableBefore,
    candidate: expected(sum(alike.map(({ candidate }) => candidate.requests))),
    stable: last.stable && expected(sum(alike.map(({ stable }) => stable?.requests ?? 0))),
  };
};

const anywhere: Reference = { low: 0, high: 1 };

/** Weighs the blocks of one event. `logMost`: what a candidate that has been fine can at most save up for worse days. */
export const weigh = (blocks: readonly Block[], question: Question, logMost: number): ShareEvidence => {
  const references = new Map<Tally, Reference>();
  const referenceFor = ({ stable, stableBefore }: Block): Reference => {
    if (stable !== null) return anywhere;
    const known = references.get(stableBefore) ?? referenceOf(stableBefore, question.referenceMiss);
    references.set(stableBefore, known);
    return known;
  };
  const next = asGoodAsStable(blocks);
  return {
    logWorse: becameSo(blocks.map((block) => worseAlternatives(block, referenceFor(block), question))),
    logFine: isSo(
      blocks.map((block) => fineAlternatives(block, referenceFor(block), question)),
      logMost,
    ),
    logFinePerRequest:
      next === undefined
        ? 0
        : Math.max(...fineAlternatives(next, referenceFor(next), question)) / next.candidate.requests,
  };
};
