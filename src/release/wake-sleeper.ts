import type { MigrationRecord } from '../contracts/migration/record.ts';
import type { ReleaseRecord } from '../contracts/release.ts';
import { openQuestion } from '../domain/asking.ts';
import { migrationOf } from '../domain/migration/standing.ts';
import type { Doorbell } from '../ports/doorbell.ts';
import type { MigrationLedger } from '../ports/migration-ledger.ts';

export interface SleeperPorts {
  readonly doorbell: Pick<Doorbell, 'abort'>;
  readonly migrations: Pick<MigrationLedger, 'read'>;
}

/** The migration that this very release waits for. */
export const migrationFor = async (
  record: ReleaseRecord,
  migrations: SleeperPorts['migrations'],
): Promise<MigrationRecord | undefined> => {
  const step = record.release.plan.find((one) => one.kind === 'migrate');
  return step === undefined ? undefined : migrationOf(record, await migrations.read(step.database));
};

/**
 * Rule 10: an aborted release that waits for a person's word goes back now, not when it looks again; so does the migration that it
 * waits for, which sees by itself that its release was aborted.
 */
export const wakeSleeper = async (
  record: ReleaseRecord,
  because: string,
  { doorbell, migrations }: SleeperPorts,
): Promise<void> => {
  const asked = openQuestion(record);
  if (asked !== undefined) await doorbell.abort(asked.token, because);
  const migration = await migrationFor(record, migrations);
  const waits = migration && openQuestion(migration);
  if (waits !== undefined) await doorbell.abort(waits.token, because);
};
