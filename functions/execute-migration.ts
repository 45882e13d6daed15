import { openEvidence } from '../src/adapters/open/evidence.ts';
import { openLedger } from '../src/adapters/open/ledger.ts';
import { openMigrationLedger } from '../src/adapters/open/migration-ledger.ts';
import { openMigratorJobs } from '../src/adapters/open/migrator-jobs.ts';
import { migrationJudge } from '../src/app/migration-turn.ts';
import { executeMigration } from '../src/migration/execute-migration.ts';

const ports = {
  ...{ migrations: openMigrationLedger(), ledger: openLedger() },
  ...{ jobs: openMigratorJobs(), evidence: openEvidence() },
};

/** ASL state `ExecuteMigration`: runs what is pending beside its users, and pauses while an incident lasts. */
export const handler = migrationJudge((turn) => executeMigration(turn, ports));
