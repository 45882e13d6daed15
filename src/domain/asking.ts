/** Questions that wait for a person, in the ledger's record. */
import type { Asked, ReleaseRecord } from '../contracts/release.ts';
import type { Answer } from '../contracts/verdict.ts';
import { secondsBetween } from './instants.ts';
import { nextLookSeconds } from './slices.ts';

/** A release or a migration: both ask in the same way. */
type Asking = Pick<ReleaseRecord, 'epoch' | 'asked' | 'answers'> & { readonly status: string };

/** Keeps a question while what asks is active; asked again, it keeps the instant at which it was asked first. */
export const asking = <Asker extends Asking>(
  stored: Asker | undefined,
  epoch: number,
  asked: Asked,
): Asker | undefined => {
  if (stored?.status !== 'active' || stored.epoch !== epoch) return undefined;
  const since = stored.asked?.question === asked.question ? stored.asked.since : asked.since;
  return { ...stored, asked: { ...asked, since } };
};

/** Rule 10: an answer counts while what asks is active and asks this; the first one stays. */
export const answered = <Asker extends Asking>(
  stored: Asker | undefined,
  answer: Answer,
  epoch?: number,
): Asker | undefined => {
  if (stored?.status !== 'active' || stored.asked?.question !== answer.question) return undefined;
  if (epoch !== undefined && stored.epoch !== epoch) return undefined;
  const { answers = [] } = stored;
  return answerTo(answers, answer.question) === undefined ? { ...stored, answers: [...answers, answer] } : stored;
};

/** What a person said to this question, if anybody did. */
export const answerTo = (answers: readonly Answer[], question: string): Answer | undefined =>
  answers.find((answer) => answer.question === question);

/** The question that still waits for a person. */
export const openQuestion = ({ asked, answers = [] }: Pick<ReleaseRecord, 'asked' | 'answers'>): Asked | undefined =>
  asked === undefined || answerTo(answers, asked.question) !== undefined ? undefined : asked;

/** After so many seconds at most the machine looks again at what it asked, rung or not. `now` is ISO 8601. */
export const looksAgainWithinSeconds = ({ since }: Asked, patienceSeconds: number, now: string): number =>
  nextLookSeconds(patienceSeconds + secondsBetween(since, now), 0);

/** For people who are asked. With the question, so that nobody answers another one than they read. */
export const howToAnswer = (service: string, question: string): string =>
  `tidegate approve ${service} --question "${question}" --reason "…", or tidegate reject with the same words`;

/** The reason that came with an answer, as the end of a sentence. */
export const whyOf = ({ because }: Pick<Answer, 'because'>): string => (because ? `: ${because}` : '');

export const answerSentence = (answer: Answer): string =>
  `${answer.by} said ${answer.said} to "${answer.question}" at ${answer.at}${whyOf(answer)}`;

/** The same in a verdict, which has an instant of its own. */
export const answerInVerdict = (answer: Answer): string =>
  `${answer.by} answered ${answer.said} to "${answer.question}"${whyOf(answer)}`;
