import { Command } from 'commander';
import type { ReleaseRecord } from '../../src/contracts/release.ts';
import { firstWaiting } from '../../src/domain/queue.ts';
import { BadInput, Failure } from '../exit.ts';
import type { Shell } from '../shell.ts';
import { reasonOption } from './reason-option.ts';
import { neverReleased } from './status.ts';
import { tableOption } from './table-option.ts';

interface UnlockOptions {
  readonly table: string;
  readonly reason: string;
  readonly json?: true;
}

/** `tidegate unlock`: the end of a quarantine, on a person's word. */
export function unlockCommand(shell: Shell): Command {
  return new Command('unlock')
    .description('end a quarantine: you have looked, and users, flags and both namespaces are as they should be')
    .argument('<service>', 'name of the service, as in its policy')
    .addOption(tableOption())
    .addOption(reasonOption())
    .option('--json', 'print the ledger’s record as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  tidegate unlock orders --reason "weights set by hand" --table tidegate-prod-ledger',
    )
    .action(async (service: string, { table, reason, json }: UnlockOptions) => {
      const { openLedgerTable } = await import('../ledger.ts');
      const { ledger, history } = openLedgerTable(table);
      const { epoch } = quarantined(service, table, await ledger.read(service));
      const move = { epoch, from: ['quarantined'], to: 'free', unlockedBecause: reason } as const;
      const unlocked = await ledger.move(service, move);
      if (unlocked === undefined)
        throw new Failure(`${service} was changed at the same moment: look at its status again`);
      await history.write(unlocked);
      shell.out.line(json ? JSON.stringify(unlocked, null, 2) : `${service}: unlocked; ${whatComes(unlocked)}`);
    });
}

function quarantined(service: string, table: string, record: ReleaseRecord | undefined): ReleaseRecord {
  if (record === undefined) throw new BadInput(neverReleased(service, table));
  const { epoch, status } = record;
  if (status === 'quarantined') return record;
  const instead = status === 'free' ? 'nothing is locked' : 'it ends by itself, or by `tidegate abort`';
  throw new Failure(`${service} is not quarantined: release ${epoch} is ${status}, so ${instead}`);
}

function whatComes(record: ReleaseRecord): string {
  const first = firstWaiting(record);
  return first === undefined
    ? 'nothing waits: the next push or start is released'
    : `${first.request.tag} waited, and is started within five minutes`;
}
