import { Command, InvalidArgumentError, Option } from 'commander';
import type { Verdict } from '../../src/contracts/verdict.ts';
import { toInstant } from '../../src/domain/instants.ts';
import { judge } from '../../src/domain/judgement/judge.ts';
import { sameValue } from '../../src/domain/same-value.ts';
import { ExitCode } from '../exit.ts';
import { explanationLines } from '../explanation/explanation.ts';
import { lookLines } from '../explanation/look-list.ts';
import type { Shell } from '../shell.ts';
import type { Colors } from '../terminal.ts';
import { type Asked, type Looks, looksOf } from './looks.ts';
import { tableOption } from './table-option.ts';
import { wholeNumber } from './whole-number.ts';

interface ExplainOptions extends Asked {
  readonly table: string;
  readonly json?: true;
}

/** `tidegate explain`: why a release went on, waited or went back. */
export function explainCommand(shell: Shell): Command {
  return new Command('explain')
    .description('say what a release was judged by, and judge the same evidence again')
    .argument('<service>', 'name of the service, as in its policy')
    .addOption(tableOption())
    .addOption(releaseOption())
    .addOption(new Option('--at <time>', 'only the look of then, or the last one before (ISO 8601)').argParser(instant))
    .addOption(lastOption())
    .option('--json', 'print the list, and the look that is explained with its evidence, as JSON')
    .addHelpText('after', examples)
    .action(async (service: string, options: ExplainOptions) => {
      const { openLedgerTable } = await import('../ledger.ts');
      const looks = await looksOf(openLedgerTable(options.table), service, options);
      const again = judge(looks.explained.inquiry);
      const same = sameValue(looks.explained.verdict, again);
      const lines = options.json
        ? [JSON.stringify({ ...looks, again, same }, null, 2)]
        : textLines(looks, again, shell.out.colors);
      for (const line of lines) shell.out.line(line);
      if (!same) shell.exitWith(ExitCode.otherwise);
    });
}

const examples = `
The newest look listed is explained. The exit code is 1 when its evidence has another verdict today.

Examples:
  tidegate explain orders --table tidegate-prod-ledger
  tidegate explain orders --table tidegate-prod-ledger --release 41 --at 2026-11-23T10:05:12.345Z`;

function releaseOption(): Option {
  const description = 'which release, by its number in status and history; the present or last one when it is left out';
  return new Option('--release <number>', description).argParser(wholeNumber(Number.MAX_SAFE_INTEGER));
}

function lastOption(): Option {
  return new Option('--last <number>', 'how many looks to list')
    .argParser(wholeNumber(99_999))
    .default(20)
    .conflicts('at');
}

/** A time without an offset is UTC, as all times are that Tidegate prints. */
function instant(text: string): string {
  try {
    return toInstant(/T.*(Z|[+-]\d{2}:?\d{2})$/.test(text) ? text : `${text}Z`);
  } catch {
    throw new InvalidArgumentError('It must be an instant like 2026-11-23T10:05:12Z.');
  }
}

function textLines({ release, looks, earlier, explained }: Looks, again: Verdict, colors: Colors): string[] {
  const many = looks.length === 1 ? '1 look' : `${looks.length} looks`;
  const title = `${release.service}: release ${release.epoch}, ${many}${earlier === 0 ? '' : `, after ${earlier} earlier`}`;
  return [title, '', ...lookLines(looks, colors), '', ...explanationLines(explained, again, colors)];
}
