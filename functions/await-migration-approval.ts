import { openAnnouncer } from '../src/adapters/open/announcer.ts';
import { openDoorbell } from '../src/adapters/open/doorbell.ts';
import { openLedger } from '../src/adapters/open/ledger.ts';
import { openMigrationLedger } from '../src/adapters/open/migration-ledger.ts';
import { handle } from '../src/app/handle.ts';
import { MigrationApprovalTurn } from '../src/contracts/migration/turns.ts';
import { awaitMigrationApproval } from '../src/migration/await-migration-approval.ts';

const ports = {
  ...{ migrations: openMigrationLedger(), ledger: openLedger() },
  ...{ doorbell: openDoorbell(), announcer: openAnnouncer() },
};

/** ASL state `AwaitMigrationApproval`: asks people, and leaves the token that wakes the machine. */
export const handler = handle({
  input: MigrationApprovalTurn,
  act: async (turn) => {
    await awaitMigrationApproval(turn, ports);
    return { asked: turn.question };
  },
});
