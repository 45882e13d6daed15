import { openAnnouncer } from '../adapters/open/announcer.ts';
import { openDoorbell } from '../adapters/open/doorbell.ts';
import { openFlags } from '../adapters/open/flags.ts';
import { openMigrationLedger } from '../adapters/open/migration-ledger.ts';
import { openRestorer } from '../adapters/open/restorer.ts';
import type { Traffic } from '../ports/traffic.ts';
import { afterwards } from '../release/afterwards.ts';

/** What a rollback needs once users are safe. Loaded only then. */
export const openAfterwards = (traffic: Traffic) =>
  afterwards({
    traffic,
    flags: openFlags(),
    restorer: openRestorer(),
    announcer: openAnnouncer(),
    doorbell: openDoorbell(),
    migrations: openMigrationLedger(),
  });
