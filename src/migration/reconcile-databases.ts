import type { Scheduled } from '../contracts/events.ts';
import type { MigrationRecord } from '../contracts/migration/record.ts';
import { toInstant } from '../domain/instants.ts';
import { isHeld } from '../domain/migration/lock.ts';
import type { Databases } from '../ports/databases.ts';
import { carrierOf, type Held, isYoung } from '../recovery/carrier.ts';
import { lookAtEach } from '../recovery/look-at-each.ts';
import { nothing, type Reconciled } from '../recovery/reconciled.ts';
import { type TakeOverMigrationPorts, takeOverMigration } from './take-over-migration.ts';

export type ReconcileDatabasesPorts = TakeOverMigrationPorts & { readonly databases: Databases };

/** What became of one database. */
export interface DatabaseReconciled extends Reconciled {
  readonly database: string;
}

const heldOf = ({ database, epoch, holder, admittedAt }: MigrationRecord): Held => ({
  subject: database,
  ...{ epoch, holder, admittedAt },
});

/** The execution may have concluded the migration between our look at the ledger and our look at the execution. */
const isStillHeld = (now: MigrationRecord | undefined, { epoch }: MigrationRecord): boolean =>
  now !== undefined && now.epoch === epoch && isHeld(now);

const reconcileDatabase = async (database: string, now: string, ports: TakeOverMigrationPorts): Promise<Reconciled> => {
  const { migrations, executions } = ports;
  const record = await migrations.read(database);
  if (record === undefined || !isHeld(record)) return nothing('the database is free');
  const { epoch, holder, status } = record;
  if (await isYoung(heldOf(record), now, executions)) return nothing(`${holder} has just begun`);
  const carrier = await carrierOf(heldOf(record), executions);
  if ('running' in carrier) return nothing(`${carrier.running} carries migration ${epoch}, which is ${status}`);
  if (!isStillHeld(await migrations.read(database), record)) return nothing(`migration ${epoch} has just ended`);
  const because = `execution ${carrier.dead} is gone in the middle of the migration`;
  const recovery = await takeOverMigration(record, carrier.dead, because, ports);
  return { did: 'recovered', because: `${because}; ${recovery} takes over` };
};

/** Finds databases that a dead execution left locked. One database's failure stops no other. */
export const reconcileDatabases = async (
  { time }: Scheduled,
  ports: ReconcileDatabasesPorts,
): Promise<readonly DatabaseReconciled[]> =>
  lookAtEach('databases', await ports.databases.all(), async (database) => ({
    database,
    ...(await reconcileDatabase(database, toInstant(time), ports)),
  }));
