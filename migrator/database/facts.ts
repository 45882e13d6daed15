import type { ForeignKeyFacts, IndexFacts, SchemaFacts, TableFacts } from '../lint/facts.ts';
import { columnFactsOf, type Flavour, flavourOf } from './column-facts.ts';
import { historyTable } from './history.ts';
import { isLeftover, isLeftoverTrigger } from './leftovers.ts';
import type { Row, Session } from './session.ts';

const tablesQuery = `SELECT TABLE_NAME AS name, TABLE_ROWS AS row_count, ENGINE AS engine, TABLE_COLLATION AS collation
  FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE' ORDER BY TABLE_NAME`;

const columnsQuery = `SELECT TABLE_NAME AS table_name, COLUMN_NAME AS name, COLUMN_TYPE AS type, IS_NULLABLE AS nullable,
  COLUMN_DEFAULT AS \`default\`, EXTRA AS extra, CHARACTER_SET_NAME AS charset, COLLATION_NAME AS collation
  FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME, ORDINAL_POSITION`;

const indexesQuery = `SELECT TABLE_NAME AS table_name, INDEX_NAME AS name, NON_UNIQUE AS repeats, COLUMN_NAME AS column_name
  FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX`;

const foreignKeysQuery = `SELECT CONSTRAINT_NAME AS name, CONSTRAINT_SCHEMA = DATABASE() AS here, CONSTRAINT_SCHEMA AS \`schema\`,
  TABLE_NAME AS table_name, UNIQUE_CONSTRAINT_SCHEMA = DATABASE() AS to_here, REFERENCED_TABLE_NAME AS referenced,
  DELETE_RULE AS on_delete FROM information_schema.REFERENTIAL_CONSTRAINTS
  WHERE CONSTRAINT_SCHEMA = DATABASE() OR UNIQUE_CONSTRAINT_SCHEMA = DATABASE()`;

const triggersQuery = `SELECT EVENT_OBJECT_TABLE AS table_name, TRIGGER_NAME AS name FROM information_schema.TRIGGERS
  WHERE TRIGGER_SCHEMA = DATABASE() ORDER BY TRIGGER_NAME`;

interface SchemaRows {
  readonly flavour: Flavour;
  readonly tables: readonly Row[];
  readonly columns: ByTable;
  readonly indexes: ByTable;
  readonly foreignKeys: ByTable;
  /** By the table that they lead to. */
  readonly references: ByTable;
  readonly triggers: ByTable;
}

const indexesOf = (rows: readonly Row[]): readonly (IndexFacts & { readonly primary: boolean })[] =>
  [...Map.groupBy(rows, (row) => String(row['name']))].map(([name, parts]) => ({
    name,
    columns: parts.map((part) => String(part['column_name'] ?? '')),
    unique: Number(parts[0]?.['repeats']) === 0,
    primary: name === 'PRIMARY',
  }));

const foreignKeyOf = (row: Row, table: string): ForeignKeyFacts => ({
  name: String(row['name']),
  table,
  onDelete: String(row['on_delete']),
});

const childOf = (row: Row): string =>
  row['here'] ? String(row['table_name']) : `${row['schema']}.${row['table_name']}`;

type ByTable = ReadonlyMap<string, readonly Row[]>;

const byTable = (rows: readonly Row[], key = 'table_name'): ByTable => Map.groupBy(rows, (row) => String(row[key]));

const tableFactsOf = (row: Row, all: SchemaRows): TableFacts => {
  const name = String(row['name']);
  const of = (rows: ByTable): readonly Row[] => rows.get(name) ?? [];
  const columns = of(all.columns).map((column) => [String(column['name']), columnFactsOf(column, all.flavour)]);
  const indexes = indexesOf(of(all.indexes));
  const own = of(all.foreignKeys).filter((key) => key['here']);
  const others = of(all.references).filter((key) => key['to_here']);
  const collation = row['collation'];
  return {
    columns: Object.fromEntries(columns),
    primaryKey: indexes.find((index) => index.primary)?.columns ?? [],
    indexes: indexes.filter((index) => !index.primary).map(({ primary: _, ...index }) => index),
    foreignKeys: own.map((key) => foreignKeyOf(key, String(key['referenced']))),
    referencedBy: others.map((key) => foreignKeyOf(key, childOf(key))),
    triggers: of(all.triggers).map((trigger) => String(trigger['name'])),
    rows: Number(row['row_count'] ?? 0),
    ...(typeof row['engine'] === 'string' && { engine: row['engine'] }),
    ...(typeof collation === 'string' && { collation, charset: collation.split('_')[0] ?? collation }),
  };
};

const without = (rows: readonly Row[], key: string, isOut: (name: string) => boolean): readonly Row[] =>
  rows.filter((row) => !isOut(String(row[key])));

/** The database’s tables as the lint needs them, without our own and without what a killed copy left behind. */
export const readFacts = async (session: Session): Promise<SchemaFacts> => {
  const [version] = await session.rows('SELECT VERSION() AS version');
  const tables = await session.rows(tablesQuery);
  const names = new Set(tables.map((row) => String(row['name'])));
  const isOut = (name: string): boolean => name === historyTable || isLeftover(name, names);
  const foreignKeys = without(await session.rows(foreignKeysQuery), 'table_name', isOut);
  const all: SchemaRows = {
    flavour: flavourOf(String(version?.['version'])),
    tables: without(tables, 'name', isOut),
    columns: byTable(await session.rows(columnsQuery)),
    indexes: byTable(await session.rows(indexesQuery)),
    foreignKeys: byTable(foreignKeys),
    references: byTable(foreignKeys, 'referenced'),
    triggers: byTable(without(await session.rows(triggersQuery), 'name', isLeftoverTrigger)),
  };
  return { tables: Object.fromEntries(all.tables.map((row) => [String(row['name']), tableFactsOf(row, all)])) };
};
