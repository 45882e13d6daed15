import type { Row } from './blocks.ts';
import { blocksOf, rowsOf } from './blocks.ts';
import { cleanBaseline, cleanMinutes, cleanTolerance } from './clean.ts';
import type { Baseline, Counts, Minute, Tally, Tolerance } from './counts.ts';
import { noTally } from './counts.ts';
import type { Judged } from './judged.ts';
import { judge } from './judged.ts';
import { errorWords, slowWords } from './sentence.ts';
import type { Question, ShareEvidence } from './share-test.ts';
import { weigh } from './share-test.ts';
import { afterWarmUp } from './warm-up.ts';

/** What the minutes so far prove about a candidate. Latency is null when nobody knows how slow stable is. */
export interface Comparison {
  readonly errors: Judged;
  readonly latency: Judged | null;
}

/**
 * How often a release may be rolled back wrongly, over all of its looks: 1 % in all. So often, too, errors (or slowness) beyond the
 * tolerance may be called fine.
 */
const errorsMiss = { worse: { paired: 0.005, alone: 0.002 }, fine: { paired: 0.005, alone: 0.005 } };
const slownessMiss = { worse: { paired: 0.002, alone: 0.001 }, fine: { paired: 0.005, alone: 0.005 } };

const errorLifts = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5];
const slowLifts = [0.03, 0.06, 0.12, 0.25, 0.5, 0.9];

const errorsOf = ({ requests, errors }: Counts): Tally => ({ requests, events: errors });

const slowerThan =
  (quantile: number) =>
  ({ requests, slow }: Counts): Tally | null => {
    const events = slow[quantile];
    return events === undefined ? null : { requests, events };
  };

const errorQuestion = (worseBy: number): Question => ({
  worseAbove: worseBy / 10,
  worseAboveAlone: worseBy / 4,
  fineBelow: worseBy,
  lifts: errorLifts,
  worseMiss: errorsMiss.worse,
  fineMiss: errorsMiss.fine,
});

const slowQuestion = (slowerBy: number): Question => ({
  worseAbove: slowerBy,
  worseAboveAlone: slowerBy,
  fineBelow: slowerBy,
  lifts: slowLifts,
  worseMiss: slownessMiss.worse,
  fineMiss: slownessMiss.fine,
});

const judgeErrors = (minutes: readonly Minute[], baseline: Baseline | null, worseBy: number): Judged => {
  const rows = rowsOf(minutes, errorsOf);
  const before = baseline === null ? noTally : errorsOf(baseline);
  const evidence = weigh(blocksOf(rows, before), before, errorQuestion(worseBy));
  return judge({ rows, before, evidence: [evidence], words: errorWords(worseBy) });
};

const judgeLatency = (minutes: readonly Minute[], baseline: Baseline, slowerBy: number): Judged => {
  const known = baseline.slowAboveSeconds.map((aboveSeconds, quantile) => {
    const rows: readonly Row[] = rowsOf(minutes, slowerThan(quantile));
    const before = slowerThan(quantile)(baseline) ?? noTally;
    const evidence: ShareEvidence = weigh(blocksOf(rows, before), before, slowQuestion(slowerBy));
    return { rows, before, evidence, aboveSeconds };
  });
  const worst = known.reduce((one, other) => (other.evidence.fine < one.evidence.fine ? other : one));
  return judge({
    ...worst,
    evidence: known.map(({ evidence }) => evidence),
    words: slowWords(worst.aboveSeconds, slowerBy),
  });
};

/**
 * Compares candidate and stable in the same minutes. May be asked after every minute, any number of times: the chance that a candidate
 * as good as stable is ever called worse in a release is at most 1 %, and so is the chance that one worse by the tolerance is ever called
 * fine. Total: minutes whose numbers can't be believed are not seen, whatever their order and however often they come.
 */
export const compare = (minutes: readonly Minute[], baseline: Baseline | null, tolerance: Tolerance): Comparison => {
  const known = cleanBaseline(baseline);
  const { errorsWorseBy, slowerBy, warmUpSeconds } = cleanTolerance(tolerance);
  const clean = cleanMinutes(minutes, known?.slowAboveSeconds.length ?? 0);
  return {
    errors: judgeErrors(clean, known, errorsWorseBy),
    latency:
      known === null || known.slow.length === 0
        ? null
        : judgeLatency(afterWarmUp(clean, warmUpSeconds), known, slowerBy),
  };
};
