import type { Asked } from '../contracts/release.ts';
import type { ApprovalWord } from '../contracts/turns.ts';
import { answerSentence, answerTo } from '../domain/asking.ts';
import { isCode } from '../domain/errors.ts';
import type { Doorbell } from '../ports/doorbell.ts';
import type { Questioner } from './questioner.ts';
import { type WhoAsksPorts, whoAsks } from './who-asks.ts';

export interface AnswerPorts extends WhoAsksPorts {
  readonly doorbell: Pick<Doorbell, 'ring'>;
}

/** A word, and when it came (ISO 8601). */
export type TimedWord = ApprovalWord & { readonly at: string };

/** `kept`: it counts. `late`: somebody had answered. `notAsked`: nothing, or something else, is asked. */
export interface AnswerOutcome {
  readonly outcome: 'kept' | 'late' | 'notAsked';
  readonly because: string;
}

const notAsked = (because: string): AnswerOutcome => ({ outcome: 'notAsked', because });

const whyNobodyAsks = ({ service, database }: TimedWord): string =>
  database === undefined
    ? `${service} never had a release`
    : `the database ${database} is not locked for a migration of ${service}`;

const whyNotAsked = (word: TimedWord, questioner: Questioner | undefined): string => {
  if (questioner === undefined) return whyNobodyAsks(word);
  const { name, status, asked } = questioner;
  if (status !== 'active') return `${name} is ${status}, and asks nothing any more`;
  if (asked === undefined) return `${name} asks nothing`;
  return `${name} does not ask "${word.question ?? ''}": it asks "${asked.question}"`;
};

/** A ring that fails costs time, not the answer, which is in the ledger. */
const ring = async ({ token }: Asked, doorbell: AnswerPorts['doorbell']): Promise<string | null> => {
  try {
    return (await doorbell.ring(token)) === 'woken' ? null : 'nobody waits for it now';
  } catch (error) {
    if (!isCode(error, 'CallFailed') || !(error instanceof Error)) throw error;
    return `the state machine could not be woken: ${error.message}`;
  }
};

/** The ledger first, then the bell: an answer that is not kept never moves anything, and one that is kept is never lost. */
const keep = async (
  word: TimedWord,
  question: string,
  questioner: Questioner,
  { doorbell }: AnswerPorts,
): Promise<AnswerOutcome> => {
  const { said, by, because, at } = word;
  const answer = { question, said, by, ...(because === undefined ? {} : { because }), at };
  const kept = await questioner.keep(answer);
  if (kept?.asked === undefined) return notAsked(whyNotAsked(word, await questioner.again()));
  const first = answerTo(kept.answers, question) ?? answer;
  const unheard = await ring(kept.asked, doorbell);
  const seconds = kept.looksAgainSeconds(kept.asked, at);
  const next = unheard === null ? '' : `; ${unheard}, and it looks again by itself within ${seconds} s`;
  if (first.by === by && first.at === at) return { outcome: 'kept', because: `${answerSentence(first)}${next}` };
  const late = 'somebody answered already, and the first answer stays';
  return { outcome: 'late', because: `${late}: ${answerSentence(first)}` };
};

/** Keeps a person's yes or no to what the active release of a service asks, or its migration, and wakes the state machine. */
export const answerApproval = async (word: TimedWord, ports: AnswerPorts): Promise<AnswerOutcome> => {
  const questioner = await whoAsks(word, ports);
  const question = word.question ?? questioner?.asked?.question;
  if (questioner === undefined || question === undefined) return notAsked(whyNotAsked(word, questioner));
  return keep(word, question, questioner, ports);
};
