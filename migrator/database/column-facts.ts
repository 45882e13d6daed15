import type { ColumnFacts } from '../lint/facts.ts';
import type { Row } from './session.ts';

/** The two families of servers write some of information_schema in different ways. */
export type Flavour = 'mariadb' | 'mysql';

/** The family, by what the server answers to `SELECT VERSION()`. */
export const flavourOf = (version: string): Flavour => (/mariadb/i.test(version) ? 'mariadb' : 'mysql');

/** MariaDB since 10.2 writes defaults as SQL: text in quotes, and NULL as a word. https://mariadb.com/kb/en/information-schema-columns-table/ */
const ofMariadb = (text: string): string | null => {
  if (text.toUpperCase() === 'NULL') return null;
  const quoted = /^'([\s\S]*)'$/.exec(text)?.[1];
  return quoted === undefined ? text : quoted.replaceAll(/\\(.)|''/g, (_, escaped?: string) => escaped ?? "'");
};

const defaultOf = (value: unknown, flavour: Flavour): string | null => {
  if (value === null || value === undefined) return null;
  return flavour === 'mariadb' ? ofMariadb(String(value)) : String(value);
};

const generatedAs = (extra: string): 'virtual' | 'stored' | undefined => {
  if (/\bVIRTUAL GENERATED\b/i.test(extra)) return 'virtual';
  return /\b(?:STORED|PERSISTENT)(?: GENERATED)?\b/i.test(extra) ? 'stored' : undefined;
};

/** A row of information_schema.COLUMNS (type, nullable, default, extra, charset, collation) as the lint needs it. */
export const columnFactsOf = (row: Row, flavour: Flavour): ColumnFacts => {
  const extra = String(row['extra'] ?? '');
  const generated = generatedAs(extra);
  return {
    type: String(row['type']),
    nullable: row['nullable'] === 'YES',
    default: defaultOf(row['default'], flavour),
    autoIncrement: /\bauto_increment\b/i.test(extra),
    setOnUpdate: /\bon update\b/i.test(extra),
    ...(generated !== undefined && { generated }),
    ...(typeof row['charset'] === 'string' && { charset: row['charset'] }),
    ...(typeof row['collation'] === 'string' && { collation: row['collation'] }),
  };
};
