import type { Change, Clause, ColumnDefinition, TableDefinition } from './changes.ts';
import { typeInWords } from './compare-types.ts';
import type { ColumnFacts, ForeignKeyFacts, SchemaFacts, TableFacts } from './facts.ts';

/** A table on the way through the migrations. */
export interface TableModel {
  /** Whether these migrations made it: the old code does not know it. */
  readonly isNew: boolean;
  /** Its columns that these migrations added, in lower case: the old code does not know them either. */
  readonly newColumns: ReadonlySet<string>;
  /** Undefined where the schema is unknown. */
  readonly facts: TableFacts | undefined;
}

/** The schema on the way through the migrations. */
export interface Model {
  /** Whether a table that is not there does not exist. */
  readonly complete: boolean;
  readonly tables: ReadonlyMap<string, TableModel>;
}

/** The model before the first statement. */
export const modelOf = (schema: SchemaFacts | undefined): Model => ({
  complete: schema !== undefined,
  tables: new Map(
    Object.entries(schema?.tables ?? {}).map(([name, facts]) => [
      name,
      { isNew: false, newColumns: new Set<string>(), facts },
    ]),
  ),
});

/** What is known of the table; a table that nobody knows is an old one of unknown shape. */
export const tableIn = (model: Model, name: string): TableModel =>
  model.tables.get(name) ?? { isNew: false, newColumns: new Set<string>(), facts: undefined };

const factsOf = (facts: TableFacts, column: string): ColumnFacts | undefined =>
  Object.entries(facts.columns).find(([name]) => name.toLowerCase() === column.toLowerCase())?.[1];

/** The column's facts, whatever its case, as MySQL compares names of columns. */
export const columnIn = (table: TableModel, column: string): ColumnFacts | undefined =>
  table.facts && factsOf(table.facts, column);

/** Whether the old code can't know the column. */
export const isNewColumn = (table: TableModel, column: string): boolean =>
  table.isNew || table.newColumns.has(column.toLowerCase());

const factsOfColumn = (column: ColumnDefinition): ColumnFacts => ({
  type: typeInWords(column.type),
  nullable: column.nullable,
  default: column.default ?? null,
  autoIncrement: column.autoIncrement,
  setOnUpdate: column.setOnUpdate,
  ...(column.charset !== undefined && { charset: column.charset }),
  ...(column.collation !== undefined && { collation: column.collation }),
  ...(column.generated !== undefined && { generated: column.generated }),
});

const factsOfTable = (definition: TableDefinition): TableFacts => ({
  columns: Object.fromEntries(definition.columns.map((column) => [column.name, factsOfColumn(column)])),
  primaryKey: definition.primaryKey,
  indexes: [],
  foreignKeys: [],
  referencedBy: [],
  triggers: [],
  rows: 0,
});

const withoutColumn = (facts: TableFacts, column: string): TableFacts => ({
  ...facts,
  columns: Object.fromEntries(
    Object.entries(facts.columns).filter(([name]) => name.toLowerCase() !== column.toLowerCase()),
  ),
});

const withColumn = (facts: TableFacts, column: ColumnDefinition): TableFacts => ({
  ...facts,
  columns: { ...facts.columns, [column.name]: factsOfColumn(column) },
});

const renamed = (facts: TableFacts, from: string, to: string): TableFacts => ({
  ...facts,
  columns: Object.fromEntries(
    Object.entries(facts.columns).map(([name, column]) => [
      name.toLowerCase() === from.toLowerCase() ? to : name,
      column,
    ]),
  ),
});

const factsAfter = (facts: TableFacts, change: Change): TableFacts => {
  switch (change.kind) {
    case 'addColumn':
      return change.ifNotExists && factsOf(facts, change.column.name) ? facts : withColumn(facts, change.column);
    case 'dropColumn':
      return withoutColumn(facts, change.column);
    case 'modifyColumn':
      return withColumn(withoutColumn(facts, change.column), change.definition);
    case 'renameColumn':
      return renamed(facts, change.column, change.to);
    case 'addIndex': {
      const index = {
        name: change.name ?? change.columns[0] ?? '',
        columns: change.columns,
        unique: change.index === 'unique',
      };
      return { ...facts, indexes: [...facts.indexes, index] };
    }
    case 'dropIndex':
      return {
        ...facts,
        indexes: facts.indexes.filter((index) => index.name.toLowerCase() !== change.name.toLowerCase()),
      };
    case 'dropForeignKey':
      return { ...facts, foreignKeys: facts.foreignKeys.filter((key) => key.name !== change.name) };
    default:
      return facts;
  }
};

const nameAfter = (table: TableModel, change: Change): string | undefined => {
  switch (change.kind) {
    case 'addColumn':
      return change.ifNotExists && (!table.facts || columnIn(table, change.column.name))
        ? undefined
        : change.column.name;
    case 'modifyColumn':
      return table.newColumns.has(change.column.toLowerCase()) ? change.definition.name : undefined;
    case 'renameColumn':
      return table.newColumns.has(change.column.toLowerCase()) ? change.to : undefined;
    default:
      return undefined;
  }
};

const added = (table: TableModel, change: Change): ReadonlySet<string> => {
  const name = nameAfter(table, change);
  return name === undefined ? table.newColumns : new Set([...table.newColumns, name.toLowerCase()]);
};

const tableAfter = (table: TableModel, change: Change): TableModel => ({
  isNew: table.isNew,
  newColumns: added(table, change),
  facts: table.facts && factsAfter(table.facts, change),
});

const created = (model: Model, clause: Clause, definition: TableDefinition): Model => {
  const mayExist = definition.ifNotExists && !model.complete;
  if (mayExist || model.tables.has(clause.table)) return model;
  const facts = definition.like === undefined ? factsOfTable(definition) : tableIn(model, definition.like).facts;
  const table: TableModel = { isNew: true, newColumns: new Set(), facts };
  return { ...model, tables: new Map([...model.tables, [clause.table, table]]) };
};

const without = (model: Model, name: string): Map<string, TableModel> =>
  new Map([...model.tables].filter(([other]) => other !== name));

const withoutReference = (model: Model, child: string, key: string | undefined): Model => ({
  ...model,
  tables: new Map(
    [...model.tables].map(([name, table]) => {
      const stays = (other: ForeignKeyFacts): boolean =>
        other.table !== child || (key !== undefined && other.name !== key);
      const facts = table.facts && { ...table.facts, referencedBy: table.facts.referencedBy.filter(stays) };
      return [name, { ...table, facts }];
    }),
  ),
});

/** The schema after one clause. */
export const modelAfter = (model: Model, clause: Clause): Model => {
  const { change, table } = clause;
  if (change.kind === 'createTable') return created(model, clause, change.definition);
  if (change.kind === 'dropTable')
    return withoutReference({ ...model, tables: without(model, table) }, table, undefined);
  if (change.kind === 'renameTable') {
    return { ...model, tables: without(model, table).set(change.to, tableIn(model, table)) };
  }
  if (!model.complete && !model.tables.has(table) && change.kind !== 'addColumn') return model;
  const after = { ...model, tables: new Map([...model.tables, [table, tableAfter(tableIn(model, table), change)]]) };
  return change.kind === 'dropForeignKey' ? withoutReference(after, table, change.name) : after;
};

/** The schema whose facts have the clause already, while the running code does not know what it made. */
export const modelKnowing = (model: Model, clause: Clause): Model => {
  const { change } = clause;
  const name = change.kind === 'renameTable' ? change.to : clause.table;
  const table = tableIn(model, name);
  const made = change.kind === 'createTable' && !change.definition.ifNotExists;
  const moved = change.kind === 'renameTable' && tableIn(model, clause.table).isNew;
  const known = { ...table, isNew: table.isNew || made || moved, newColumns: added(table, change) };
  return { ...model, tables: new Map([...model.tables, [name, known]]) };
};
