import { openAnnouncer } from '../src/adapters/open/announcer.ts';
import { openMigrationLedger } from '../src/adapters/open/migration-ledger.ts';
import { openMigratorJobs } from '../src/adapters/open/migrator-jobs.ts';
import { handle } from '../src/app/handle.ts';
import { CleanUpTurn } from '../src/contracts/migration/turns.ts';
import { cleanUpMigration } from '../src/migration/clean-up-migration.ts';

const ports = { migrations: openMigrationLedger(), jobs: openMigratorJobs(), announcer: openAnnouncer() };

/** ASL state `CleanUpMigration`: nothing of the migration runs any more, no trigger stays, and the database is free. */
export const handler = handle({
  input: CleanUpTurn,
  act: (turn) => cleanUpMigration(turn, ports),
  count: (end) => (end.kind === 'ended' ? { [`Migration.${end.outcome}`]: 1 } : {}),
});
