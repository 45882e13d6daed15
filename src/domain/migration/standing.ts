import type { MigrationRecord, MigrationRef } from '../../contracts/migration/record.ts';
import type { ReleaseRef } from '../../contracts/release.ts';
import { isHeld } from './lock.ts';

/** May this migration begin anything? Only the holder of the lock, and only while nobody has ended it. */
export const migrationStanding = (
  record: MigrationRecord | undefined,
  { epoch }: Pick<MigrationRef, 'epoch'>,
): 'go' | 'ended' | 'stale' => {
  if (record === undefined || record.epoch !== epoch || record.status === 'free') return 'stale';
  return record.status === 'active' ? 'go' : 'ended';
};

/** The record of a database, if that very release waits for what goes on there. */
export const migrationOf = (
  { service, epoch }: ReleaseRef,
  record: MigrationRecord | undefined,
): MigrationRecord | undefined => {
  const release = record?.migration.release;
  const isIts = release?.service === service && release.epoch === epoch;
  return isIts && record !== undefined && isHeld(record) ? record : undefined;
};
