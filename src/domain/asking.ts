/** Questions that wait for a person, in the ledger's record. */
import type { Asked, ReleaseRecord } from '../contracts/release.ts';
import type { Answer } from '../contracts/verdict.ts';

/** Keeps a question while the release is active; asked again, it keeps the instant at which it was asked first. */
export const asking = (stored: ReleaseRecord | undefined, epoch: number, asked: Asked): ReleaseRecord | undefined => {
  if (stored?.status !== 'active' || stored.epoch !== epoch) return undefined;
  const since = stored.asked?.question === asked.question ? stored.asked.since : asked.since;
  return { ...stored, asked: { ...asked, since } };
};

/** Rule 10: an answer counts while the release is active and asks this; the first one stays. */
export const answered = (
  stored: ReleaseRecord | undefined,
  answer: Answer,
  epoch?: number,
): ReleaseRecord | undefined => {
  if (stored?.status !== 'active' || stored.asked?.question !== answer.question) return undefined;
  if (epoch !== undefined && stored.epoch !== epoch) return undefined;
  const { answers = [] } = stored;
  return answerTo(answers, answer.question) === undefined ? { ...stored, answers: [...answers, answer] } : stored;
};

/** What a person said to this question, if anybody did. */
export const answerTo = (answers: readonly Answer[], question: string): Answer | undefined =>
  answers.find((answer) => answer.question === question);
