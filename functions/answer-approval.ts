import { openDatabases } from '../src/adapters/open/databases.ts';
import { openDoorbell } from '../src/adapters/open/doorbell.ts';
import { openLedger } from '../src/adapters/open/ledger.ts';
import { openMigrationLedger } from '../src/adapters/open/migration-ledger.ts';
import { handle } from '../src/app/handle.ts';
import { answerApproval } from '../src/approval/answer-approval.ts';
import { ApprovalWord } from '../src/contracts/turns.ts';

const ports = {
  ledger: openLedger(),
  migrations: openMigrationLedger(),
  databases: openDatabases(),
  doorbell: openDoorbell(),
};

/** A person, a console or a chat bot says yes or no to what a release or a migration asks. Their word has no instant but that of its coming. */
export const handler = handle({
  input: ApprovalWord,
  act: (word) => answerApproval({ ...word, at: new Date().toISOString() }, ports),
  count: ({ outcome }) => ({ ApprovalsAnswered: outcome === 'kept' ? 1 : 0 }),
});
