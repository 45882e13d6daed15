import type { ColumnDefinition } from '../changes.ts';
import { typeOfTree } from './column-type.ts';
import { at, listAt, type Node, nodeAt, textAt } from './tree.ts';

const varying = new Set(['UUID', 'UUID_SHORT', 'RAND', 'SYSDATE', 'RANDOM_BYTES', 'CONNECTION_ID']);

const functionsIn = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(functionsIn);
  if (typeof value !== 'object' || value === null) return [];
  const own =
    textAt(value, 'type') === 'function' ? listAt(value, 'name', 'name').map((name) => textAt(name, 'value')) : [];
  return [...own, ...Object.values(value).flatMap(functionsIn)];
};

const defaultOf = (tree: Node): string | undefined => {
  const value = nodeAt(tree, 'default_val', 'value');
  if (value === undefined || textAt(value, 'type') === 'null') return undefined;
  const literal = at(value, 'value');
  if (typeof literal === 'boolean') return literal ? '1' : '0';
  if (typeof literal === 'string' || typeof literal === 'number') return String(literal);
  return functionsIn(value)[0] ?? JSON.stringify(value);
};

const generatedOf = (tree: Node): 'virtual' | 'stored' | undefined => {
  if (nodeAt(tree, 'generated') === undefined) return undefined;
  return /stored/i.test(textAt(tree, 'generated', 'storage_type')) ? 'stored' : 'virtual';
};

const charsetOf = (tree: Node): Pick<ColumnDefinition, 'charset' | 'collation'> => {
  const charset = textAt(tree, 'character_set', 'value', 'value');
  const collation = textAt(tree, 'collate', 'collate', 'name');
  return { ...(charset !== '' && { charset }), ...(collation !== '' && { collation }) };
};

/** The name in a reference to a column. */
export const columnNameOf = (tree: unknown): string =>
  textAt(tree, 'column') || textAt(tree, 'column', 'expr', 'value');

/** The column that a part of a tree defines; undefined where the part defines none. */
export const columnOf = (tree: Node): ColumnDefinition | undefined => {
  const definition = nodeAt(tree, 'definition');
  const name = columnNameOf(nodeAt(tree, 'column'));
  if (definition === undefined || name === '') return undefined;
  const primary = tree['primary_key'] !== undefined;
  const value = defaultOf(tree);
  const generated = generatedOf(tree);
  const references = textAt(listAt(tree, 'reference_definition', 'table')[0], 'table');
  return {
    name,
    type: typeOfTree(definition),
    nullable: textAt(tree, 'nullable', 'type') !== 'not null' && !primary,
    ...(value !== undefined && { default: value }),
    defaultVaries: functionsIn(tree['default_val']).some((called) => varying.has(called.toUpperCase())),
    setOnUpdate:
      textAt(tree, 'default_val', 'value', 'over', 'type') === 'on update' || tree['on_update'] !== undefined,
    autoIncrement: tree['auto_increment'] !== undefined,
    unique: tree['unique'] !== undefined,
    primary,
    ...(references !== '' && { references }),
    ...charsetOf(tree),
    ...(generated !== undefined && { generated }),
  };
};
