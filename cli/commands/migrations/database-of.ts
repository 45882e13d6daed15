import { BadInput } from '../../exit.ts';
import type { LedgerTable } from '../../ledger.ts';

/** The database of a service, by its registered policy. */
export async function databaseOf(service: string, table: string, { policies }: LedgerTable): Promise<string> {
  const policy = await policies.of(service);
  if (policy === undefined)
    throw new BadInput(`no policy of ${service} is registered in ${table}: is that its name in tidegate.yml?`);
  if (policy.migrations === undefined) throw new BadInput(`the policy of ${service} has no migrations`);
  return policy.migrations.database;
}
