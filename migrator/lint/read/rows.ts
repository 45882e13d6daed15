import type { Change } from '../changes.ts';
import { at, listAt, type Node, nodeAt, textAt } from './tree.ts';

const limitOf = (tree: Node): number | undefined => {
  const values = listAt(tree, 'limit', 'value');
  const rows = values.length === 1 ? at(values[0], 'value') : undefined;
  return typeof rows === 'number' && nodeAt(tree, 'where') !== undefined ? rows : undefined;
};

const insertOf = (tree: Node): Change => {
  const rows = textAt(tree, 'values', 'type') === 'values' ? listAt(tree, 'values', 'values').length : undefined;
  return { kind: 'insert', rows };
};

/** The change of rows that a statement's tree tells, with the table; undefined where it is something else. */
export const readRows = (tree: Node): { readonly table: string; readonly change: Change } | undefined => {
  const tables = listAt(tree, 'table');
  const table = textAt(tables[0], 'table');
  const type = textAt(tree, 'type');
  if (type === 'insert' && tree['on_duplicate_update'] === null) return { table, change: insertOf(tree) };
  if (type === 'replace' || type === 'insert') return { table, change: { kind: 'insert', rows: undefined } };
  if (type !== 'update' && type !== 'delete') return undefined;
  const atMostRows = tables.length === 1 ? limitOf(tree) : undefined;
  return { table, change: { kind: 'changeRows', verb: type === 'update' ? 'UPDATE' : 'DELETE', atMostRows } };
};
