import type { Asked, ReleaseRecord } from '../contracts/release.ts';
import type { ApprovalWord } from '../contracts/turns.ts';
import { answerSentence, answerTo, looksAgainWithinSeconds } from '../domain/asking.ts';
import { isCode } from '../domain/errors.ts';
import type { Doorbell } from '../ports/doorbell.ts';
import type { Ledger } from '../ports/ledger.ts';

export interface AnswerPorts {
  readonly ledger: Pick<Ledger, 'read' | 'answer'>;
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

const whyNotAsked = ({ service, question }: TimedWord, record: ReleaseRecord | undefined): string => {
  if (record === undefined) return `${service} never had a release`;
  const { epoch, status, asked } = record;
  if (status !== 'active') return `release ${epoch} of ${service} is ${status}, and asks nothing any more`;
  if (asked === undefined) return `release ${epoch} of ${service} asks nothing`;
  return `release ${epoch} of ${service} does not ask "${question ?? ''}": it asks "${asked.question}"`;
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

/** The ledger first, then the bell: an answer that is not kept never moves a release, and one that is kept is never lost. */
const keep = async (word: TimedWord, record: ReleaseRecord, question: string, { ledger, doorbell }: AnswerPorts) => {
  const { service, said, by, because, at } = word;
  const answer = { question, said, by, ...(because === undefined ? {} : { because }), at };
  const kept = await ledger.answer(service, answer, record.epoch);
  if (kept?.asked === undefined) return notAsked(whyNotAsked(word, await ledger.read(service)));
  const first = answerTo(kept.answers ?? [], question) ?? answer;
  const isOurs = first.by === by && first.at === at;
  const seconds = looksAgainWithinSeconds(kept.asked, kept.release.patienceSeconds, at);
  const unheard = await ring(kept.asked, doorbell);
  const next = unheard === null ? '' : `; ${unheard}, and it looks again by itself within ${seconds} s`;
  return isOurs
    ? ({ outcome: 'kept', because: `${answerSentence(first)}${next}` } as const)
    : ({
        outcome: 'late',
        because: `somebody answered already, and the first answer stays: ${answerSentence(first)}`,
      } as const);
};

/** Keeps a person's yes or no to what the active release of a service asks, and wakes its state machine. */
export const answerApproval = async (word: TimedWord, ports: AnswerPorts): Promise<AnswerOutcome> => {
  const record = await ports.ledger.read(word.service);
  const question = word.question ?? record?.asked?.question;
  if (record === undefined || question === undefined) return notAsked(whyNotAsked(word, record));
  return keep(word, record, question, ports);
};
