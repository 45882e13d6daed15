import { Command } from 'commander';
import type { ReleaseRecord } from '../../src/contracts/release.ts';
import { BadInput, Failure } from '../exit.ts';
import type { Shell } from '../shell.ts';
import { reasonOption } from './reason-option.ts';
import { neverReleased } from './status.ts';
import { tableOption } from './table-option.ts';

interface PromoteOptions {
  readonly table: string;
  readonly reason: string;
  readonly json?: true;
}

/** `tidegate promote`: no more waiting for bakes. */
export function promoteCommand(shell: Shell): Command {
  return new Command('promote')
    .description('end the bakes of a running release: it goes on at once, and alarms still roll it back')
    .argument('<service>', 'name of the service, as in its policy')
    .addOption(tableOption())
    .addOption(reasonOption())
    .option('--json', 'print the ledger’s record as JSON')
    .addHelpText('after', '\nExample:\n  tidegate promote orders --reason "seen by QA" --table tidegate-prod-ledger')
    .action(async (service: string, { table, reason, json }: PromoteOptions) => {
      const { openLedgerTable } = await import('../ledger.ts');
      const { ledger } = openLedgerTable(table);
      const promoted = await ledger.promote(service, reason);
      if (promoted === undefined) throw notPromoted(service, table, await ledger.read(service));
      const { epoch, release } = promoted;
      const told = `${service}: release ${epoch} goes on to ${release.to.version} without waiting; alarms still roll it back`;
      shell.out.line(json ? JSON.stringify(promoted, null, 2) : told);
    });
}

function notPromoted(service: string, table: string, record: ReleaseRecord | undefined): Error {
  if (record === undefined) return new BadInput(neverReleased(service, table));
  const { epoch, status } = record;
  return new Failure(`${service} has no release to promote: release ${epoch} is ${status}, and only an active one is`);
}
