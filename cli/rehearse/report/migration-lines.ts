import type { MigratedStatement, MigrationReport } from '../../../src/contracts/report-migrations.ts';
import type { Colors } from '../../terminal.ts';
import { countText } from '../timeline/layout.ts';

/** What was done to the database, statement by statement, with what it means for the way back; nothing where nothing was. */
export function migrationLines(migrations: readonly MigrationReport[], colors: Colors): string[] {
  if (migrations.length === 0) return [];
  return [...migrations.flatMap((migration) => linesOf(migration, colors)), ''];
}

function linesOf({ database, version, mode, outcome, statements }: MigrationReport, colors: Colors): string[] {
  const title = `  ${colors.bold(`${mode} of ${database} for ${version}`)}: ${outcome}`;
  return [
    title,
    ...statements.flatMap((statement) => [`    ${statementText(statement)}`, `      way back: ${statement.wayBack}`]),
  ];
}

function statementText({ file, table, online, seconds, rowsCopied, rowsCompared }: MigratedStatement): string {
  const rows = [
    ...(rowsCopied === null ? [] : [`${countText(rowsCopied)} rows copied`]),
    ...(rowsCompared === null ? [] : [`${countText(rowsCompared)} compared`]),
  ];
  const how = online ? rows.join(', ') || 'copied' : 'at once';
  return `${file}: ${table}, ${how}, ${seconds.toFixed(1)} s`;
}
