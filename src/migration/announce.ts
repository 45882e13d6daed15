import type { MigrationRecord } from '../contracts/migration/record.ts';

/** What every announcement says of its migration. */
export const subjectOf = ({ database, epoch, migration }: MigrationRecord, because: string) => ({
  service: migration.service,
  database,
  epoch,
  to: migration.to.version,
  because,
});
