import { openLedger } from '../src/adapters/open/ledger.ts';
import { openMigrationLedger } from '../src/adapters/open/migration-ledger.ts';
import { openMigratorJobs } from '../src/adapters/open/migrator-jobs.ts';
import { openStorage } from '../src/adapters/open/storage.ts';
import { migrationJudge } from '../src/app/migration-turn.ts';
import { dryRunMigration } from '../src/migration/dry-run-migration.ts';

const ports = {
  ...{ migrations: openMigrationLedger(), ledger: openLedger() },
  ...{ jobs: openMigratorJobs(), storage: openStorage() },
};

/** ASL state `DryRunMigration`: may it be done now on the real database, and does a person have to agree? */
export const handler = migrationJudge((turn) => dryRunMigration(turn, ports));
