import { openLedger } from '../src/adapters/open/ledger.ts';
import { openMigrationLedger } from '../src/adapters/open/migration-ledger.ts';
import { openMigratorJobs } from '../src/adapters/open/migrator-jobs.ts';
import { migrationJudge } from '../src/app/migration-turn.ts';
import { verifyMigration } from '../src/migration/verify-migration.ts';

const ports = { migrations: openMigrationLedger(), ledger: openLedger(), jobs: openMigratorJobs() };

/** ASL state `VerifyMigration`: is the schema what was planned, and is nothing of a copy left? */
export const handler = migrationJudge((turn) => verifyMigration(turn, ports));
