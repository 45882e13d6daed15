import type { MigrationRecord, MigrationRef } from '../contracts/migration/record.ts';
import { TidegateError } from '../domain/errors.ts';
import { migrationStanding } from '../domain/migration/standing.ts';
import { standing } from '../domain/protocol.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { MigrationLedger } from '../ports/migration-ledger.ts';

/** Both locks: the database's, and that of the service whose release waits for the migration. */
export interface MigrationLedgers {
  readonly migrations: Pick<MigrationLedger, 'read'>;
  readonly ledger: Pick<Ledger, 'read'>;
}

const aborted = (because: string): TidegateError => new TidegateError('MigrationAborted', because);

export const staleMigration = ({ database, epoch }: MigrationRef): TidegateError =>
  new TidegateError('StaleMigration', `migration ${epoch} no longer owns the database ${database}; nothing was done`);

/** A release that was aborted, or is over, needs its migration no more. */
const demandRelease = async ({ migration: { release } }: MigrationRecord, ledger: Pick<Ledger, 'read'>) => {
  if (release === undefined) return;
  const record = await ledger.read(release.service);
  const now = standing(record, release);
  if (now === 'go') return;
  const name = `release ${release.epoch} of ${release.service}`;
  if (now === 'stale') throw aborted(`${name}, which it was for, is over`);
  throw aborted(record?.abortedBecause ?? `${name}, which it is for, was aborted`);
};

/** The record, if this migration may go on; else throws `StaleMigration`, or `MigrationAborted` with the first cause. */
export const demandMigration = async (
  { migrations, ledger }: MigrationLedgers,
  ref: MigrationRef,
): Promise<MigrationRecord> => {
  const record = await migrations.read(ref.database);
  const now = migrationStanding(record, ref);
  if (record === undefined || now === 'stale') throw staleMigration(ref);
  if (now === 'ended')
    throw aborted(record.endedBecause ?? `migration ${ref.epoch} of the database ${ref.database} was ended`);
  await demandRelease(record, ledger);
  return record;
};
