import type { Clause } from '../changes.ts';
import type { Firing } from '../finding.ts';
import { columnIn, isNewColumn, type TableModel } from '../model.ts';
import { judgeModifiedColumn } from './modified-column.ts';
import { judgeNewColumn } from './new-column.ts';

const missing = (tableName: string, table: TableModel, column: string): readonly Firing[] =>
  table.facts !== undefined && columnIn(table, column) === undefined
    ? [{ rule: 'schema-mismatch', sentence: `Changes ${tableName}.${column}, which does not exist.` }]
    : [];

const keyWith = (table: TableModel, column: string): string | undefined => {
  const has = (columns: readonly string[] = []): boolean =>
    columns.some((name) => name.toLowerCase() === column.toLowerCase());
  if (has(table.facts?.primaryKey)) return 'the primary key';
  const unique = table.facts?.indexes.find((index) => index.unique && has(index.columns));
  return unique && `the unique key ${unique.name}`;
};

const dropColumn = (tableName: string, table: TableModel, column: string, ifExists: boolean): readonly Firing[] => {
  const name = `${tableName}.${column}`;
  const key = keyWith(table, column);
  const gone = missing(tableName, table, column);
  if (gone.length > 0) return ifExists ? [] : gone;
  const sentence = `Drops ${name}: the old code may still read or write it.`;
  if (key === undefined) return [{ rule: 'drop-column', sentence }];
  const keyed = `Drops ${name}, which is part of ${key}: rows that differ only in it would be lost in the copy.`;
  return [
    { rule: 'drop-column', sentence },
    { rule: key === 'the primary key' ? 'primary-key' : 'unique-key', sentence: keyed },
  ];
};

const setDefault = (tableName: string, table: TableModel, column: string): readonly Firing[] => {
  const name = `${tableName}.${column}`;
  const old = columnIn(table, column);
  if (table.facts === undefined) {
    const sentence = `Sets the default of ${name}: whether that changes one can’t be told, because the schema is not known here.`;
    return [{ rule: 'needs-schema', severity: 'warn', sentence }];
  }
  if (old === undefined) return missing(tableName, table, column);
  return old.default === null
    ? []
    : [{ rule: 'change-default', sentence: `Changes the default of ${name} under the old code.` }];
};

const dropDefault = (tableName: string, table: TableModel, column: string): readonly Firing[] => {
  const gone = missing(tableName, table, column);
  const sentence = `Takes the default from ${tableName}.${column}: INSERTs of the old code that leave it out fail or write NULL.`;
  return gone.length > 0 ? gone : [{ rule: 'drop-default', sentence }];
};

/** What is wrong with what a clause does to a column. */
export const judgeColumn = ({ change, table: name }: Clause, table: TableModel): readonly Firing[] => {
  if (table.isNew) return [];
  if (change.kind === 'addColumn') return judgeNewColumn(change.column, name, table, change.ifNotExists);
  if (!('column' in change) || isNewColumn(table, change.column)) return [];
  switch (change.kind) {
    case 'dropColumn':
      return dropColumn(name, table, change.column, change.ifExists);
    case 'renameColumn': {
      const sentence = `Renames ${name}.${change.column} to ${change.to}: the old code still says ${change.column}.`;
      return [{ rule: 'rename-column', sentence }];
    }
    case 'modifyColumn':
      return judgeModifiedColumn(name, change.column, change.definition, table);
    case 'setDefault':
      return setDefault(name, table, change.column);
    default:
      return dropDefault(name, table, change.column);
  }
};
