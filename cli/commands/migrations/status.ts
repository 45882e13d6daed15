import { Command } from 'commander';
import { BadInput } from '../../exit.ts';
import type { Shell } from '../../shell.ts';
import { tableOption } from '../table-option.ts';
import { databaseOf } from './database-of.ts';
import { migrationLines } from './lines.ts';

/** `tidegate migrations status`: what is done to a database now, and how far it is. */
export function migrationStatusCommand(shell: Shell): Command {
  return new Command('status')
    .description(
      'say what is done to the database of a service now, how far it is, what it asks, or how the last migration ended',
    )
    .argument('<service>', 'name of the service, as in its policy')
    .addOption(tableOption())
    .option('--json', 'print the ledger’s record as JSON')
    .addHelpText('after', '\nExample:\n  tidegate migrations status orders --table tidegate-prod-ledger')
    .action(async (service: string, { table, json }: { table: string; json?: true }) => {
      const { openLedgerTable } = await import('../../ledger.ts');
      const opened = openLedgerTable(table);
      const database = await databaseOf(service, table, opened);
      const record = await opened.migrations.read(database);
      if (json) return shell.out.line(JSON.stringify(record ?? null, null, 2));
      if (record === undefined)
        throw new BadInput(`the database ${database} was never migrated by the Tidegate of ${table}`);
      for (const line of migrationLines(record)) shell.out.line(line);
    });
}
