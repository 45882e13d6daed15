import { openFlags } from '../src/adapters/open/flags.ts';
import { openHistory } from '../src/adapters/open/history.ts';
import { openLedger } from '../src/adapters/open/ledger.ts';
import { openMigrationLedger } from '../src/adapters/open/migration-ledger.ts';
import { openPolicies } from '../src/adapters/open/policies.ts';
import { handle } from '../src/app/handle.ts';
import { verdictCount } from '../src/app/migration-turn.ts';
import { ContractTurn } from '../src/contracts/migration/turns.ts';
import { checkContract } from '../src/migration/check-contract.ts';

const ports = {
  ...{ migrations: openMigrationLedger(), ledger: openLedger(), history: openHistory() },
  ...{ policies: openPolicies(), flags: openFlags() },
};

/** ASL state `CheckContract`: does anything still need what would be dropped? */
export const handler = handle({
  input: ContractTurn,
  act: (turn) => checkContract(turn, ports),
  count: verdictCount,
});
