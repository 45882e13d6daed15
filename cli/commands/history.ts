import { Command } from 'commander';
import type { ReleaseRecord } from '../../src/contracts/release.ts';
import { BadInput } from '../exit.ts';
import type { Shell } from '../shell.ts';
import { neverReleased } from './status.ts';
import { tableOption } from './table-option.ts';
import { wholeNumber } from './whole-number.ts';

/** `tidegate history`: concluded releases, newest first. */
export function historyCommand(shell: Shell): Command {
  return new Command('history')
    .description('list the concluded releases of a service, newest first')
    .argument('<service>', 'name of the service, as in its policy')
    .addOption(tableOption())
    .option('--limit <number>', 'how many', wholeNumber(999), 20)
    .option('--json', 'print the ledger’s records as JSON')
    .addHelpText('after', '\nExample:\n  tidegate history orders --table tidegate-prod-ledger --limit 5')
    .action(async (service: string, options: { table: string; limit: number; json?: true }) => {
      const { openLedgerTable } = await import('../ledger.ts');
      const records = await openLedgerTable(options.table).history.list(service, options.limit);
      if (options.json) return shell.out.line(JSON.stringify(records, null, 2));
      if (records.length === 0) throw new BadInput(neverReleased(service, options.table));
      for (const record of records) shell.out.line(historyLine(record));
    });
}

/** A concluded release on one line. */
export function historyLine({ epoch, release, conclusion }: ReleaseRecord): string {
  const versions = `${release.from.version} → ${release.to.version}`;
  const { at = '', outcome = 'unknown', because = '' } = conclusion ?? {};
  return `${String(epoch).padStart(4)}  ${at.padEnd(24)}  ${outcome.padEnd(11)}  ${versions.padEnd(20)}  ${because}`;
}
