import type { MigrationRecord, MigrationRef } from '../../contracts/migration/record.ts';

/** May this migration begin anything? Only the holder of the lock, and only while nobody has ended it. */
export const migrationStanding = (
  record: MigrationRecord | undefined,
  { epoch }: Pick<MigrationRef, 'epoch'>,
): 'go' | 'ended' | 'stale' => {
  if (record === undefined || record.epoch !== epoch || record.status === 'free') return 'stale';
  return record.status === 'active' ? 'go' : 'ended';
};
