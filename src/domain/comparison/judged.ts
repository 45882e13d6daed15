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
  /** Odds (e-values) that the data give against "it is not worse" and "it is not fine"; an answer needs `oddsNeeded`. */
  readonly oddsOfWorse: number;
  readonly oddsOfFine: number;
  readonly oddsNeeded: { readonly worse: number; readonly fine: number };
  readonly sentence: string;
}

interface Case {
  readonly rows: readonly Row[];
  readonly before: Tally;
  /** One for each share that is asked about: worse in their mean, fine only if in all. */
  readonly evidence: readonly ShareEvidence[];
  readonly levels: { readonly logWorse: number; readonly logFine: number };
  readonly words: Words;
}

const mostOdds = 1e12;
const odds = (log: number): number => Math.min(mostOdds, Math.exp(log));
const mostMissing = 1e9;

const rateOf = ({ requests, events }: Tally): Rate => ({
  requests,
  events,
  share: requests > 0 ? events / requests : null,
});

const ratesOf = (rows: readonly Row[], before: Tally): { candidate: Rate; reference: Rate } => {
  const alone = rows.some((row) => row.alone);
  const counted = rows.filter((row) => row.alone || (row.stable !== null && row.candidate !== null));
  const candidate = counted.reduce((total, row) => plus(total, row.candidate ?? noTally), noTally);
  const paired = counted.filter((row) => !row.alone);
  const stable = paired.reduce((total, row) => plus(total, row.stable ?? noTally), alone ? before : noTally);
  return { candidate: rateOf(candidate), reference: rateOf(stable) };
};

/** Evidence once had that a candidate is worse stays: looking later, or again, must not forget it. */
const highestMean = (evidence: readonly ShareEvidence[]): number => {
  const blocks = evidence[0]?.logWorse.length ?? 0;
  const means = Array.from({ length: blocks }, (_, block) =>
    logMean(evidence.map(({ logWorse }) => logWorse[block] ?? Number.NEGATIVE_INFINITY)),
  );
  return means.reduce((one, other) => Math.max(one, other), 0);
};

const missingFor = ({ logFine, logFinePerRequest }: ShareEvidence, needed: number): number => {
  if (logFine >= needed) return 0;
  return logFinePerRequest > 0 ? Math.ceil((needed - logFine) / logFinePerRequest) : mostMissing;
};

/** The answer to one question from the evidence for all shares it is about. */
export const judge = ({ rows, before, evidence, levels, words }: Case): Judged => {
  const logWorse = highestMean(evidence);
  const logFine = Math.min(...evidence.map((each) => each.logFine));
  const worse = logWorse >= levels.logWorse;
  const answer = worse ? 'worse' : logFine >= levels.logFine ? 'fine' : 'unclear';
  const missing = evidence.map((each) => missingFor(each, levels.logFine));
  const judged = {
    answer,
    ...ratesOf(rows, before),
    requestsMissing: answer === 'unclear' ? Math.min(mostMissing, Math.max(...missing)) : 0,
    oddsOfWorse: odds(logWorse),
    oddsOfFine: odds(logFine),
    oddsNeeded: { worse: Math.round(odds(levels.logWorse)), fine: Math.round(odds(levels.logFine)) },
  } as const;
  return {
    ...judged,
    sentence: sentenceOf(
      judged,
      words,
      rows.some((row) => row.alone),
    ),
  };
};
