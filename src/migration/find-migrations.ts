import type { MigrationRecord } from '../contracts/migration/record.ts';
import type { Databases } from '../ports/databases.ts';
import type { MigrationLedger } from '../ports/migration-ledger.ts';

export interface FindingPorts {
  readonly databases: Databases;
  readonly migrations: Pick<MigrationLedger, 'read'>;
}

/** Looks at every database: they are few, and nothing else knows which one an execution or a service has locked. */
export const findMigrations = async (
  isWanted: (record: MigrationRecord) => boolean,
  { databases, migrations }: FindingPorts,
): Promise<readonly MigrationRecord[]> => {
  const names = await databases.all();
  const records = await Promise.all(names.map((database) => migrations.read(database)));
  return records.flatMap((record) => (record !== undefined && isWanted(record) ? [record] : []));
};
