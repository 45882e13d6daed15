import { Command } from 'commander';
import { openQuestion } from '../../../src/domain/asking.ts';
import { Failure } from '../../exit.ts';
import type { Shell } from '../../shell.ts';
import { reasonOption } from '../reason-option.ts';
import { tableOption } from '../table-option.ts';
import { databaseOf } from './database-of.ts';

interface AbortOptions {
  readonly table: string;
  readonly reason: string;
  readonly json?: true;
}

/** `tidegate migrations abort`: ends what is done to a database. What was swapped stays. */
export function abortMigrationCommand(shell: Shell): Command {
  return new Command('abort')
    .description(
      'end the running migration: its copy is thrown away, what is done already stays, a release that waits goes back',
    )
    .argument('<service>', 'name of the service, as in its policy')
    .addOption(tableOption())
    .addOption(reasonOption())
    .option('--json', 'print the ledger’s record as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  tidegate migrations abort orders --reason "the replica is being rebuilt" --table tidegate-prod-ledger',
    )
    .action(async (service: string, { table, reason, json }: AbortOptions) => {
      const { openLedgerTable } = await import('../../ledger.ts');
      const opened = openLedgerTable(table);
      const database = await databaseOf(service, table, opened);
      const record = await opened.migrations.end(database, reason);
      if (record === undefined) throw new Failure(`nothing is done to the database ${database} now`);
      const asked = openQuestion(record);
      if (asked !== undefined) {
        const { openDoorbell } = await import('../../../src/adapters/open/doorbell.ts');
        await openDoorbell().abort(asked.token, reason);
      }
      if (json) return shell.out.line(JSON.stringify(record, null, 2));
      shell.out.line(
        `${database}: migration ${record.epoch} ends within a minute; its Job is taken away, then the lock is freed`,
      );
    });
}
