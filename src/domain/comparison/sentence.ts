import type { Judged } from './judged.ts';

/** How a sentence speaks of the event. */
export interface Words {
  /** `failed`, as in "3 of 100 requests failed". */
  readonly happened: string;
  /** `worse`, as in "that is worse". */
  readonly worse: string;
}

export const errorWords: Words = { happened: 'failed', worse: 'worse' };
export const slowWords = (aboveSeconds: number): Words => ({
  happened: `took longer than ${Number(aboveSeconds.toPrecision(3))} s`,
  worse: 'slower',
});

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const percent = new Intl.NumberFormat('en-US', { style: 'percent', maximumSignificantDigits: 2 });

const side = (name: string, { requests, events, share }: Judged['candidate'], { happened }: Words): string =>
  share === null
    ? `${name} had no requests`
    : `${percent.format(share)} of ${whole.format(requests)} requests ${happened} on ${name} (${whole.format(events)})`;

const conclusion = ({ answer, requestsMissing }: Omit<Judged, 'sentence'>, { worse }: Words): string => {
  if (answer === 'worse') return `it is ${worse}, and not by chance`;
  if (answer === 'fine') return `it is not ${worse} by as much as is ruled out`;
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
