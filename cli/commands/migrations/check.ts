import { stat } from 'node:fs/promises';
import { Command } from 'commander';
import { FolderRefused, readMigrations } from '../../../migrator/files.ts';
import { isContractFile, numberOf } from '../../../migrator/lint/files.ts';
import { type Finding, type LintResult, lint, type MigrationFile } from '../../../migrator/lint/lint.ts';
import { BadInput, ExitCode } from '../../exit.ts';
import type { Shell } from '../../shell.ts';
import { wholeNumber } from '../whole-number.ts';

interface CheckOptions {
  readonly applied: number;
  readonly json?: true;
}

/** `tidegate migrations check`: gate 1 without a database. */
export function checkMigrationsCommand(shell: Shell): Command {
  return new Command('check')
    .description('say whether old code can run on the schema after new migrations, without asking any database')
    .argument('<folder>', 'folder of NNN_name.sql and NNN_name.contract.sql')
    .option(
      '--applied <number>',
      'migrations up to this number are in production; the others are judged',
      wholeNumber(999),
      0,
    )
    .option('--json', 'print what was found as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  tidegate migrations check services/orders/migrations --applied 12\n\nExit codes: 0 nothing is refused, 2 something is',
    )
    .action(async (folder: string, options: CheckOptions) => {
      const checked = check(await migrationsIn(folder), options.applied);
      if (options.json) shell.out.line(JSON.stringify(checked, null, 2));
      else tell(shell, checked);
      shell.exitWith(checked.findings.some(refuses) ? ExitCode.badInput : ExitCode.asTold);
    });
}

interface Checked extends LintResult {
  readonly files: readonly string[];
  /** What only the database can tell. */
  readonly open: readonly Finding[];
}

const refuses = ({ severity }: Finding): boolean => severity === 'refuse';

/** Contract files are judged as such; in the order of the folder the others do not know them. */
function check(migrations: readonly MigrationFile[], upTo: number): Checked {
  const applied = new Set(migrations.map(({ name }) => name).filter((name) => (numberOf(name) ?? 0) <= upTo));
  const expand = lint(migrations, undefined, { mode: 'expand', applied });
  const waiting = migrations.filter(({ name }) => isContractFile(name) && !applied.has(name));
  const contract = waiting.flatMap((file) => lint([file], undefined, { mode: 'contract' }).findings);
  const all = [...expand.findings, ...contract.filter(({ rule }) => rule !== 'contract-terms')];
  return {
    files: migrations.map(({ name }) => name).filter((name) => !applied.has(name)),
    findings: all.filter(({ rule }) => rule !== 'needs-schema'),
    open: all.filter(({ rule }) => rule === 'needs-schema'),
    statements: expand.statements,
  };
}

async function migrationsIn(folder: string): Promise<readonly MigrationFile[]> {
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory() !== true) throw new BadInput(`${folder} is no folder: give the one with the migrations`);
  try {
    return await readMigrations(folder);
  } catch (error) {
    if (error instanceof FolderRefused) throw new BadInput(`${folder}: ${error.message}`);
    throw error;
  }
}

function tell({ out, err }: Shell, { files, findings, open }: Checked): void {
  for (const finding of findings) {
    const where = `${finding.file}:${finding.line} ${finding.rule}: ${finding.sentence}`;
    const color = refuses(finding) ? err.colors.red : err.colors.yellow;
    err.line(color(refuses(finding) ? where : `${where} (warning)`));
    err.line(`    ${finding.allowed === undefined ? finding.recipe : `allowed because ${finding.allowed}`}`);
  }
  for (const { file, line, sentence } of open) out.line(`${file}:${line} is judged beside the database: ${sentence}`);
  const refused = findings.filter(refuses).length;
  out.line(`${files.length} migrations: ${refused} refused, ${findings.length - refused} warnings`);
}
