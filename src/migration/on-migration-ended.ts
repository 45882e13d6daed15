import type { ExecutionEnded } from '../contracts/events.ts';
import type { MigrationRecord } from '../contracts/migration/record.ts';
import { isHeld } from '../domain/migration/lock.ts';
import { isMigrationMachine, isRecoveryOf } from '../domain/names.ts';
import type { Recovery } from '../recovery/reconciled.ts';
import { type FindingPorts, findMigrations } from './find-migrations.ts';
import { type TakeOverMigrationPorts, takeOverMigration } from './take-over-migration.ts';

/** Its state machine is `migration`, not `release`. */
export const isOfMigration = ({ detail }: ExecutionEnded): boolean => isMigrationMachine(detail.stateMachineArn);

/**
 * The database is found by who holds it, not by the execution's input: that names a service, whose policy may name another database
 * by now, and EventBridge leaves it out when it is long.
 */
const carriedBy =
  (name: string) =>
  (record: MigrationRecord): boolean =>
    isHeld(record) && (record.holder === name || isRecoveryOf(name, record.database, record.epoch));

/** An execution of `migration` that died with a database in hand: a new one takes its Job away and frees the database. */
export const onMigrationEnded = async (
  { detail: { name, status } }: ExecutionEnded,
  ports: TakeOverMigrationPorts & FindingPorts,
): Promise<Recovery> => {
  const [record] = await findMigrations(carriedBy(name), ports);
  if (record === undefined) return { outcome: 'ignored', because: `execution ${name} left no database locked` };
  const because = `execution ${name} ended ${status} in the middle of the migration`;
  const recovery = await takeOverMigration(record, name, because, ports);
  return { outcome: 'recovering', because: `${because}; ${recovery} takes over` };
};
