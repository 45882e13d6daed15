import type { ColumnFacts, SchemaFacts, TableFacts } from '../../../../migrator/lint/facts.ts';

/** A change of a public project, written anew from what its documents say of it. */
export interface ProjectChange {
  readonly project: string;
  /** The documents that the change, and whether it breaks, are known from. */
  readonly source: string;
  readonly sql: string;
  /** Whether code from before it stops working, or works wrongly, beside it. */
  readonly breaks: boolean;
  readonly because: string;
}

const columnOf = (text: string): ColumnFacts => {
  const [definition = '', value] = text.split(' = ');
  const nullable = definition.endsWith(' null');
  return { type: definition.replace(/ null$/, ''), nullable, default: value ?? null };
};

/** A table in short: columns as `type`, `type null` or `type = default`; names of indexes, those of unique ones with `!`. */
export const table = (
  primaryKey: readonly string[],
  columns: Readonly<Record<string, string>>,
  indexes: Readonly<Record<string, string>> = {},
  engine = 'InnoDB',
): TableFacts => ({
  columns: Object.fromEntries(Object.entries(columns).map(([name, text]) => [name, columnOf(text)])),
  primaryKey,
  indexes: Object.entries(indexes).map(([name, text]) => ({
    name,
    columns: text.replace('!', '').split(' '),
    unique: text.startsWith('!'),
  })),
  foreignKeys: [],
  referencedBy: [],
  triggers: [],
  rows: 1_000_000,
  engine,
  charset: 'utf8',
  collation: 'utf8_general_ci',
});

/** Several tables as a schema. */
export const schema = (tables: Readonly<Record<string, TableFacts>>): SchemaFacts => ({ tables });
