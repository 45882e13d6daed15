import type { Asked, ReleaseRecord } from '../contracts/release.ts';
import type { ApprovalTurn } from '../contracts/turns.ts';
import { howToAnswer, openQuestion } from '../domain/asking.ts';
import { TidegateError } from '../domain/errors.ts';
import type { Announcer } from '../ports/announcer.ts';
import type { Doorbell } from '../ports/doorbell.ts';
import type { Ledger } from '../ports/ledger.ts';
import { subjectOf } from './announce.ts';
import { demandGo } from './fenced.ts';

export interface AwaitPorts {
  readonly ledger: Ledger;
  readonly doorbell: Doorbell;
  readonly announcer: Announcer;
}

/** Says why nothing can be asked now; a question that was asked in the same moment is asked again by a retry. */
const whyNot = async ({ release, question }: ApprovalTurn, ledger: Ledger): Promise<TidegateError> => {
  await demandGo(ledger, release);
  return new TidegateError('NotConverged', `"${question}" was asked while another question was; it is asked again`);
};

/** All tries of one turn have the same instant, so that an announcement that failed is made up for. */
const isFirst = ({ asked }: ReleaseRecord, { since }: Asked): boolean => asked?.since === since;

/**
 * Asks people. Whatever becomes of the token, the answer is read from the ledger: an answer that is there already rings at once.
 */
export const awaitApproval = async (turn: ApprovalTurn, { ledger, doorbell, announcer }: AwaitPorts): Promise<void> => {
  const { release, question, because, token, now } = turn;
  const asked = { question, because, token, since: now };
  const record = await ledger.ask(release, asked);
  if (record === undefined) throw await whyNot(turn, ledger);
  if (openQuestion(record) === undefined) await doorbell.ring(token);
  else if (isFirst(record, asked)) {
    const detail = { ...subjectOf(record, because), question, howToAnswer: howToAnswer(release.service, question) };
    await announcer.announce({ type: 'Approval Requested', detail });
  }
};
