import { openDatabases } from '../adapters/open/databases.ts';
import { openMigrationExecutions } from '../adapters/open/migration-executions.ts';
import { openMigrationLedger } from '../adapters/open/migration-ledger.ts';

/** What a migration needs whose execution died. Where releases are recovered first, it is loaded only then. */
export const openMigrationRecovery = () => ({
  databases: openDatabases(),
  migrations: openMigrationLedger(),
  executions: openMigrationExecutions(),
});
