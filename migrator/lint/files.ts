import type { Firing } from './finding.ts';

/** One file of migrations. */
export interface MigrationFile {
  /** `NNN_name.sql`, or `NNN_name.contract.sql`: its number tells its place. */
  readonly name: string;
  readonly sql: string;
}

const named = /^(\d{3})_[A-Za-z0-9_]+(\.contract)?\.sql$/;

/** The number in a file's name; undefined where the name has none. */
export const numberOf = (name: string | undefined): number | undefined => {
  const digits = named.exec(name ?? '')?.[1];
  return digits === undefined ? undefined : Number(digits);
};

/** Whether the file's name says that it takes away what older code may use. */
export const isContractFile = (name: string): boolean => named.exec(name)?.[2] !== undefined;

/** What is wrong with a file's name after the one before it. */
export const judgeName = (file: MigrationFile, before: MigrationFile | undefined): readonly Firing[] => {
  const number = numberOf(file.name);
  if (number === undefined) {
    const sentence = 'The name is not three digits, _, letters, digits or _, and .sql or .contract.sql.';
    return [{ rule: 'file-name', sentence, line: 1 }];
  }
  const last = numberOf(before?.name);
  if (last === undefined || number === last + 1) return [];
  return number > last
    ? [{ rule: 'file-gap', sentence: `Number ${number} comes after ${last}.`, line: 1 }]
    : [{ rule: 'file-number', sentence: `Number ${number} does not come after ${last}.`, line: 1 }];
};
