import { openDoorbell } from '../src/adapters/open/doorbell.ts';
import { openLedger } from '../src/adapters/open/ledger.ts';
import { handle } from '../src/app/handle.ts';
import { ApprovalWord } from '../src/contracts/turns.ts';
import { answerApproval } from '../src/release/answer-approval.ts';

const ports = { ledger: openLedger(), doorbell: openDoorbell() };

/** A person, a console or a chat bot says yes or no to what a release asks. Their word has no instant but that of its coming. */
export const handler = handle({
  input: ApprovalWord,
  act: (word) => answerApproval({ ...word, at: new Date().toISOString() }, ports),
  count: ({ outcome }) => ({ ApprovalsAnswered: outcome === 'kept' ? 1 : 0 }),
});
