import type { Firing } from './finding.ts';

/** One file of migrations. */
export interface MigrationFile {
  /** `NNN_name.sql`: its number tells its place. */
  readonly name: string;
  readonly sql: string;
}

const named = /^(\d{3})_[A-Za-z0-9_]+\.sql$/;

const numberOf = (file: MigrationFile | undefined): number | undefined => {
  const digits = named.exec(file?.name ?? '')?.[1];
  return digits === undefined ? undefined : Number(digits);
};

/** What is wrong with a file's name after the one before it. */
export const judgeName = (file: MigrationFile, before: MigrationFile | undefined): readonly Firing[] => {
  const number = numberOf(file);
  if (number === undefined) {
    return [
      { rule: 'file-name', sentence: 'The name is not three digits, _, letters, digits or _, and .sql.', line: 1 },
    ];
  }
  const last = numberOf(before);
  if (last === undefined || number === last + 1) return [];
  return number > last
    ? [{ rule: 'file-gap', sentence: `Number ${number} comes after ${last}.`, line: 1 }]
    : [{ rule: 'file-number', sentence: `Number ${number} does not come after ${last}.`, line: 1 }];
};
