import type { MigrationRecord } from '../contracts/migration/record.ts';
import type { MigrationRecovery } from '../contracts/migration/turns.ts';
import { recoveryName } from '../domain/names.ts';
import type { Executions } from '../ports/executions.ts';
import type { MigrationLedger } from '../ports/migration-ledger.ts';

export interface TakeOverMigrationPorts {
  readonly migrations: Pick<MigrationLedger, 'read' | 'end'>;
  /** Of the state machine `migration`. */
  readonly executions: Executions;
}

/**
 * A migration whose execution `dead` is gone: nothing is begun any more, and a new execution takes its Job away and frees the
 * database. Answers the new execution's name; the same death again is the same recovery.
 */
export const takeOverMigration = async (
  { database, epoch }: MigrationRecord,
  dead: string,
  because: string,
  { migrations, executions }: TakeOverMigrationPorts,
): Promise<string> => {
  await migrations.end(database, because, epoch);
  const name = recoveryName(database, epoch, dead);
  const recovery: MigrationRecovery = { recover: { database, epoch }, because };
  await executions.start(name, recovery);
  return name;
};
