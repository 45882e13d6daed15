import { Command } from 'commander';
import type { MigrationRecord } from '../../../src/contracts/migration/record.ts';
import { BadInput } from '../../exit.ts';
import type { Shell } from '../../shell.ts';
import { tableOption } from '../table-option.ts';
import { wholeNumber } from '../whole-number.ts';
import { databaseOf } from './database-of.ts';

interface HistoryOptions {
  readonly table: string;
  readonly limit: number;
  readonly json?: true;
}

/** `tidegate migrations history`: concluded migrations, newest first. */
export function migrationHistoryCommand(shell: Shell): Command {
  return new Command('history')
    .description('list the concluded migrations of a service’s database, newest first')
    .argument('<service>', 'name of the service, as in its policy')
    .addOption(tableOption())
    .option('--limit <number>', 'how many', wholeNumber(999), 20)
    .option('--json', 'print the ledger’s records as JSON')
    .addHelpText('after', '\nExample:\n  tidegate migrations history orders --table tidegate-prod-ledger --limit 5')
    .action(async (service: string, { table, limit, json }: HistoryOptions) => {
      const { openLedgerTable } = await import('../../ledger.ts');
      const opened = openLedgerTable(table);
      const database = await databaseOf(service, table, opened);
      const records = await opened.migrations.past(database, limit);
      if (json) return shell.out.line(JSON.stringify(records, null, 2));
      if (records.length === 0)
        throw new BadInput(`the database ${database} was never migrated by the Tidegate of ${table}`);
      for (const record of records) shell.out.line(historyLine(record));
    });
}

function historyLine({ epoch, migration, conclusion }: MigrationRecord): string {
  const { at = '', outcome = 'unknown', because = '' } = conclusion ?? {};
  const what = `${migration.service} ${migration.to.version}${migration.mode === 'contract' ? ' contract' : ''}`;
  return `${String(epoch).padStart(4)}  ${at.padEnd(24)}  ${outcome.padEnd(8)}  ${what.padEnd(24)}  ${because}`;
}
