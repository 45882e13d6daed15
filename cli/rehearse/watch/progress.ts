import type { MigrationRecord } from '../../../src/contracts/migration/record.ts';
import type { MigrationLedger } from '../../../src/ports/migration-ledger.ts';
import type { Sighting } from '../sighting.ts';

/** A database whose migrations are watched. */
export interface WatchedMigrations {
  readonly stateMachineArn: string;
  readonly ledger: Pick<MigrationLedger, 'read'>;
  readonly database: string;
}

const stepPercent = 5;

/** Answers a look at how far the running migration is, by steps of five percent. */
export function watchProgress({ ledger, database }: WatchedMigrations): () => Promise<Sighting[]> {
  let told = '';
  return async () => {
    const record = await ledger.read(database);
    const stage = record === undefined ? '' : stageText(record);
    if (record?.progress === undefined || stage === told) return [];
    told = stage;
    const at = Date.parse(record.progressAt ?? record.admittedAt);
    return [{ kind: 'migrationProgress', at, progress: record.progress }];
  };
}

function stageText({ epoch, progress }: MigrationRecord): string {
  if (progress === undefined) return '';
  const { file, table, doing, percent = 0 } = progress;
  return [epoch, file, table, doing, Math.floor(percent / stepPercent)].join(' ');
}
