import { Command } from 'commander';
import type { ReleaseRecord } from '../../src/contracts/release.ts';
import { BadInput } from '../exit.ts';
import type { Shell } from '../shell.ts';
import { tableOption } from './table-option.ts';

/** `tidegate status`: what is being released now. */
export function statusCommand(shell: Shell): Command {
  return new Command('status')
    .description('say whether a service is being released, and how its last release ended')
    .argument('<service>', 'name of the service, as in its policy')
    .addOption(tableOption())
    .option('--json', 'print the ledger’s record as JSON')
    .addHelpText('after', '\nExample:\n  tidegate status orders --table tidegate-prod-ledger')
    .action(async (service: string, options: { table: string; json?: true }) => {
      const { openLedgerTable } = await import('../ledger.ts');
      const record = await openLedgerTable(options.table).ledger.read(service);
      if (options.json) return shell.out.line(JSON.stringify(record ?? null, null, 2));
      if (record === undefined) throw new BadInput(neverReleased(service, options.table));
      for (const line of statusLines(record)) shell.out.line(line);
    });
}

export function neverReleased(service: string, table: string): string {
  return `${service} was never released by the Tidegate of ${table}: is that its name in tidegate.yml, and was \`tidegate policy apply\` run?`;
}

/** The record of a service as lines for people. */
export function statusLines({
  service,
  epoch,
  status,
  holder,
  admittedAt,
  release,
  ...record
}: ReleaseRecord): string[] {
  const { from, to, site } = release;
  const title = `${service}: release ${epoch}, ${from.version} → ${to.version}`;
  if (record.conclusion && (status === 'free' || status === 'quarantined')) {
    const { outcome, because, at } = record.conclusion;
    return [`${title}: ${outcome} at ${at}`, `  because: ${because}`, `  status: ${status}`];
  }
  return [
    `${title}: ${status}`,
    `  since: ${admittedAt}, in execution ${holder}`,
    `  from ${site.stable.color} (${site.stable.namespace}) to ${site.candidate.color} (${site.candidate.namespace})`,
    ...(record.abortedBecause === undefined ? [] : [`  going back because: ${record.abortedBecause}`]),
  ];
}
