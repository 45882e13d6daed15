import { openAnnouncer } from '../src/adapters/open/announcer.ts';
import { openLedger } from '../src/adapters/open/ledger.ts';
import { openMigrationLedger } from '../src/adapters/open/migration-ledger.ts';
import { migrationJudge } from '../src/app/migration-turn.ts';
import { recordMigration } from '../src/migration/record-migration.ts';

const ports = { migrations: openMigrationLedger(), ledger: openLedger(), announcer: openAnnouncer() };

/** ASL state `RecordMigration`: tells everybody who reads the same tables what was changed. */
export const handler = migrationJudge((turn) => recordMigration(turn, ports));
