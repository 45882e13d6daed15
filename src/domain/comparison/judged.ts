import type { Row } from './blocks.ts';
import type { Tally } from './counts.ts';
import { noTally, plus } from './counts.ts';
import { logMean } from './log-sum.ts';
import type { Words } from './sentence.ts';
import { sentenceOf } from './sentence.ts';
import type { ShareEvidence } from './share-test.ts';

/** How many requests were seen, how many of them had the event, and which share that is (0 to 1; null without requests). */
export interface Rate extends Tally {
  readonly share: number | null;
}

/** An answer with its evidence. */
export interface Judged {
  readonly answer: 'worse' | 'fine' | 'unclear';
  readonly candidate: Rate;
  /** Stable in the same minutes; and before, when the candidate is alone. */
  readonly reference: Rate;
  /** About how many more requests of the candidate it takes to call it fine if it is as good as stable; 0 when nothing is unclear. */
  readonly requestsMissing: number;
  /** How many times the evidence (e-value) that each answer needs is there: 1 or more decides. */
  readonly evidenceOfWorse: number;
  readonly evidenceOfFine: number;
  readonly sentence: string;
}

interface Case {
  readonly rows: readonly Row[];
  readonly before: Tally;
  /** One for each share that is asked about: worse in their mean, fine only if in all. */
  readonly evidence: readonly ShareEvidence[];
  readonly words: Words;
}

const mostEvidence = 1e9;
const times = (log: number): number => Math.min(mostEvidence, Math.exp(log));
const mostMissing = 1e9;

const rateOf = ({ requests, events }: Tally): Rate => ({
  requests,
  events,
  share: requests > 0 ? events / requests : null,
});

const wasAlone = (rows: readonly Row[]): boolean => rows.some(({ alone, candidate }) => alone && candidate !== null);

const ratesOf = (rows: readonly Row[], before: Tally): { candidate: Rate; reference: Rate } => {
  const alone = wasAlone(rows);
  const counted = rows.filter((row) => row.alone || (row.stable !== null && row.candidate !== null));
  const candidate = counted.reduce((total, row) => plus(total, row.candidate ?? noTally), noTally);
  const paired = counted.filter((row) => !row.alone);
  const stable = paired.reduce((total, row) => plus(total, row.stable ?? noTally), alone ? before : noTally);
  return { candidate: rateOf(candidate), reference: rateOf(stable) };
};

/** Evidence once had that a candidate is worse stays: looking later, or again, must not forget it. */
const highestMean = (evidence: readonly ShareEvidence[]): number => {
  const blocks = evidence[0]?.worse.length ?? 0;
  const means = Array.from({ length: blocks }, (_, block) => logMean(evidence.map(({ worse }) => worse[block] ?? 0)));
  return means.reduce((one, other) => Math.max(one, other), Number.NEGATIVE_INFINITY);
};

const missingFor = ({ fine, finePerRequest }: ShareEvidence): number => {
  if (fine >= 0) return 0;
  return finePerRequest > 0 ? Math.min(mostMissing, Math.ceil(-fine / finePerRequest)) : mostMissing;
};

/** The answer to one question from the evidence for all shares it is about. */
export const judge = ({ rows, before, evidence, words }: Case): Judged => {
  const worse = highestMean(evidence);
  const fine = Math.min(...evidence.map((each) => each.fine));
  const answer = worse >= 0 ? 'worse' : fine >= 0 ? 'fine' : 'unclear';
  const judged = {
    answer,
    ...ratesOf(rows, before),
    requestsMissing: answer === 'unclear' ? Math.max(...evidence.map(missingFor)) : 0,
    evidenceOfWorse: times(worse),
    evidenceOfFine: times(fine),
  } as const;
  return {
    ...judged,
    sentence: sentenceOf(judged, words, wasAlone(rows)),
  };
};
