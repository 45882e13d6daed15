import type { ColumnDefinition, TableDefinition } from '../changes.ts';
import { isWord, type Token } from '../lexer.ts';
import { foreignKeyOf } from './alter.ts';
import { columnNameOf, columnOf } from './column.ts';
import { inKnownWords, saysIf } from './dialect.ts';
import { listAt, type Node, textAt, treeOf } from './tree.ts';

const withConstraint = (definitions: readonly Node[], type: string): readonly Node[] =>
  definitions.filter((definition) => textAt(definition, 'constraint_type').toLowerCase() === type);

const primaryKeyOf = (definitions: readonly Node[], columns: readonly ColumnDefinition[]): readonly string[] => {
  const named = withConstraint(definitions, 'primary key').flatMap((key) =>
    listAt(key, 'definition').map(columnNameOf),
  );
  return named.length > 0 ? named : columns.filter((column) => column.primary).map((column) => column.name);
};

const optionOf = (tree: Node, keyword: string): string =>
  textAt(
    listAt(tree, 'table_options').find((option) => textAt(option, 'keyword').toLowerCase() === keyword),
    'value',
  );

const definitionOf = (tree: Node, tokens: readonly Token[]): TableDefinition => {
  const definitions = listAt(tree, 'create_definitions');
  const columns = definitions.flatMap((definition) => columnOf(definition) ?? []);
  const engine = optionOf(tree, 'engine');
  const like = textAt(listAt(tree, 'like', 'table')[0], 'table');
  return {
    columns,
    primaryKey: primaryKeyOf(definitions, columns),
    foreignKeys: withConstraint(definitions, 'foreign key').map(foreignKeyOf),
    ifNotExists: saysIf(tokens),
    orReplace: isWord(tokens[1], 'OR'),
    partitioned: false,
    selects: textAt(tree, 'query_expr', 'type') !== '',
    ...(engine !== '' && { engine }),
    ...(like !== '' && { like }),
  };
};

const partitionsAt = (tokens: readonly Token[]): number => {
  const start = tokens.findLastIndex((token, index) => isWord(token, 'PARTITION') && isWord(tokens[index + 1], 'BY'));
  return start < 0 ? tokens.length : start;
};

/** The table that CREATE TABLE defines; undefined where it can't be parsed. */
export const readCreateTable = (
  tokens: readonly Token[],
): { readonly table: string; readonly definition: TableDefinition } | undefined => {
  const end = partitionsAt(tokens);
  const known = inKnownWords(tokens.slice(0, end));
  const tree = treeOf(isWord(known[1], 'OR') ? known.toSpliced(1, 2) : known);
  if (tree === undefined || textAt(tree, 'keyword') !== 'table') return undefined;
  const table = textAt(listAt(tree, 'table')[0], 'table');
  const definition = definitionOf(tree, tokens);
  const selects = definition.selects || tokens.slice(end).some((token) => isWord(token, 'SELECT'));
  return { table, definition: { ...definition, selects, partitioned: end < tokens.length } };
};
