import type { Judged } from './judged.ts';

/** How a sentence speaks of the event. */
export interface Words {
  /** `failed`, as in "3 of 100 requests failed". */
  readonly happened: string;
  /** `worse`, as in "it is worse". */
  readonly worse: string;
  /** The difference that must not pass, in percentage points. */
  readonly points: number;
}

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const twoDigits = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 2 });

const inPoints = (share: number): number => Number((100 * share).toPrecision(12));

export const errorWords = (worseBy: number): Words => ({
  happened: 'failed',
  worse: 'worse',
  points: inPoints(worseBy),
});

export const slowWords = (aboveSeconds: number, slowerBy: number): Words => ({
  happened: `took longer than ${Number(aboveSeconds.toPrecision(3))} s`,
  worse: 'slower',
  points: inPoints(slowerBy),
});

const side = (name: string, { requests, events, share }: Judged['candidate'], { happened }: Words): string =>
  share === null
    ? `${name} had no requests`
    : `${twoDigits.format(100 * share)} % of ${whole.format(requests)} requests ${happened} on ${name} (${whole.format(events)})`;

const conclusion = ({ answer, requestsMissing }: Omit<Judged, 'sentence'>, { worse, points }: Words): string => {
  if (answer === 'worse') return `it is ${worse}, and not by chance`;
  if (answer === 'fine') return `a difference of ${points} ${points === 1 ? 'point' : 'points'} is ruled out`;
  const missing = requestsMissing < 1e6 ? `about ${whole.format(requestsMissing)} more requests` : 'many more requests';
  return `too early to tell, ${missing} are needed if it is as good`;
};

/** One sentence of what was seen on both sides and what follows from it. */
export const sentenceOf = (judged: Omit<Judged, 'sentence'>, words: Words, alone: boolean): string => {
  const when = alone ? 'before and meanwhile' : 'in the same minutes';
  const { candidate, reference } = judged;
  const sides = `${side('the new version', candidate, words)}, ${side('the old one', reference, words)} ${when}`;
  return `${sides}: ${conclusion(judged, words)}`;
};
