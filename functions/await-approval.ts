import { openAnnouncer } from '../src/adapters/open/announcer.ts';
import { openDoorbell } from '../src/adapters/open/doorbell.ts';
import { openLedger } from '../src/adapters/open/ledger.ts';
import { handle } from '../src/app/handle.ts';
import { ApprovalTurn } from '../src/contracts/turns.ts';
import { awaitApproval } from '../src/release/await-approval.ts';

const ports = { ledger: openLedger(), doorbell: openDoorbell(), announcer: openAnnouncer() };

/** ASL state `AwaitApproval`: asks people, and leaves the token that wakes the machine. */
export const handler = handle({
  input: ApprovalTurn,
  act: async (turn) => {
    await awaitApproval(turn, ports);
    return { asked: turn.question };
  },
});
