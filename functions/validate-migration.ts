import { openLedger } from '../src/adapters/open/ledger.ts';
import { openMigrationLedger } from '../src/adapters/open/migration-ledger.ts';
import { openMigratorJobs } from '../src/adapters/open/migrator-jobs.ts';
import { migrationJudge } from '../src/app/migration-turn.ts';
import { validateMigration } from '../src/migration/validate-migration.ts';

const ports = { migrations: openMigrationLedger(), ledger: openLedger(), jobs: openMigratorJobs() };

/** ASL state `ValidateMigration`: may the code that runs now live with the new schema, and is there anything to do? */
export const handler = migrationJudge((turn) => validateMigration(turn, ports));
