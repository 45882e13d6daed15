import type { Change, Clause, ForeignKeyDefinition, IndexKind } from '../changes.ts';
import { isSymbol, isWord, type Token, tokensOf } from '../lexer.ts';
import { columnNameOf, columnOf } from './column.ts';
import { inKnownWords, optionsOf, partsOf, saysIf } from './dialect.ts';
import { changeOfForm } from './forms.ts';
import { listAt, type Node, nodeAt, textAt, treeOf } from './tree.ts';

const indexKinds: readonly IndexKind[] = ['unique', 'fulltext', 'spatial'];

const indexKindOf = (words: string): IndexKind =>
  indexKinds.find((kind) => words.toLowerCase().startsWith(kind)) ?? 'plain';

/** The foreign key that a constraint's tree defines. */
export const foreignKeyOf = (tree: Node): ForeignKeyDefinition => {
  const reference = nodeAt(tree, 'reference_definition');
  const onDelete = listAt(reference, 'on_action').find((action) => textAt(action, 'type') === 'on delete');
  return {
    columns: listAt(tree, 'definition').map(columnNameOf),
    table: textAt(listAt(reference, 'table')[0], 'table'),
    onDelete: textAt(onDelete, 'value', 'value').toUpperCase() || 'RESTRICT',
  };
};

const changeOfConstraint = (tree: Node, enforced: boolean, ifNotExists: boolean): Change | undefined => {
  const type = textAt(tree, 'constraint_type').toLowerCase();
  if (type === 'primary key') return { kind: 'addPrimaryKey' };
  if (type === 'foreign key') return { kind: 'addForeignKey', key: foreignKeyOf(tree) };
  if (type === 'check') return { kind: 'addCheck', enforced };
  if (!type.startsWith('unique')) return undefined;
  const name = textAt(tree, 'index') || textAt(tree, 'constraint') || undefined;
  return {
    kind: 'addIndex',
    index: 'unique',
    name,
    columns: listAt(tree, 'definition').map(columnNameOf),
    ifNotExists,
  };
};

const changeOfAdd = (tree: Node, tokens: readonly Token[]): Change | undefined => {
  if (textAt(tree, 'resource') === 'column') {
    const column = columnOf(tree);
    return column === undefined ? undefined : { kind: 'addColumn', column, ifNotExists: saysIf(tokens) };
  }
  if (textAt(tree, 'resource') === 'index') {
    const index = indexKindOf(textAt(tree, 'keyword'));
    const columns = listAt(tree, 'definition').map(columnNameOf);
    return { kind: 'addIndex', index, columns, name: textAt(tree, 'index') || undefined, ifNotExists: saysIf(tokens) };
  }
  const constraint = nodeAt(tree, 'create_definitions');
  const enforced = !(isWord(tokens.at(-1), 'ENFORCED') && isWord(tokens.at(-2), 'NOT'));
  return constraint === undefined ? undefined : changeOfConstraint(constraint, enforced, saysIf(tokens));
};

const dropIndexOf = (name: string, ifExists: boolean): Change =>
  name.toUpperCase() === 'PRIMARY' ? { kind: 'dropPrimaryKey' } : { kind: 'dropIndex', name, ifExists };

const changeOfDrop = (tree: Node, tokens: readonly Token[]): Change | undefined => {
  const ifExists = saysIf(tokens);
  switch (textAt(tree, 'keyword').toLowerCase() || textAt(tree, 'resource')) {
    case 'column':
      return { kind: 'dropColumn', column: columnNameOf(nodeAt(tree, 'column')), ifExists };
    case 'key':
    case 'index':
      return dropIndexOf(textAt(tree, 'key') || textAt(tree, 'index'), ifExists);
    case 'primary key':
      return { kind: 'dropPrimaryKey' };
    case 'foreign key':
      return { kind: 'dropForeignKey', name: textAt(tree, 'key') };
    case 'check':
      return { kind: 'dropCheck' };
    case 'constraint':
      return { kind: 'dropConstraint', name: textAt(tree, 'constraint') };
    default:
      return undefined;
  }
};

const changeOfRename = (tree: Node): Change => {
  if (textAt(tree, 'resource') === 'table') return { kind: 'renameTable', to: textAt(tree, 'table') };
  const column = columnNameOf(nodeAt(tree, 'old_column'));
  return { kind: 'renameColumn', column, to: columnNameOf(nodeAt(tree, 'column')) };
};

const changeOfModify = (tree: Node): Change | undefined => {
  const definition = columnOf(tree);
  if (definition === undefined) return undefined;
  const column = columnNameOf(nodeAt(tree, 'old_column')) || definition.name;
  return { kind: 'modifyColumn', column, definition };
};

const options = ['engine', 'auto_increment', 'comment', 'collate', 'character set', 'charset'];

const changeOfOption = (tree: Node): Change | undefined => {
  const resource = textAt(tree, 'resource');
  const option = resource.replace(/^default /, '');
  const value = textAt(tree, resource) || textAt(tree, resource, 'value');
  if (option === 'algorithm' || option === 'lock') return { kind: 'howToRun', option, value: value.toUpperCase() };
  return options.includes(option) ? { kind: 'tableOption', option, value } : undefined;
};

const changeOfTree = (tree: Node, tokens: readonly Token[]): Change | undefined => {
  switch (textAt(tree, 'action')) {
    case 'add':
      return changeOfAdd(tree, tokens);
    case 'drop':
      return changeOfDrop(tree, tokens);
    case 'rename':
      return changeOfRename(tree);
    case 'modify':
    case 'change':
      return changeOfModify(tree);
    case '':
      return changeOfOption(tree);
    default:
      return undefined;
  }
};

const header = tokensOf('ALTER TABLE t ').map((token) => ({ ...token, spaced: true }));

const changeOf = (tokens: readonly Token[]): Change | undefined => {
  const form = changeOfForm(tokens);
  if (form !== undefined) return form;
  const [first, ...rest] = inKnownWords(tokens);
  if (first === undefined) return undefined;
  const actions = listAt(treeOf([...header, { ...first, spaced: true }, ...rest]), 'expr');
  const only = actions.length === 1 ? actions[0] : undefined;
  return only === undefined ? undefined : changeOfTree(only, tokens);
};

const columnsInBrackets = (tokens: readonly Token[]): readonly (readonly Token[])[] => {
  const open = isWord(tokens[1], 'COLUMN') ? 2 : 1;
  const [add, last] = [tokens[0], tokens.at(-1)];
  if (add === undefined || !isWord(add, 'ADD') || !isSymbol(tokens[open], '(') || !isSymbol(last, ')')) return [tokens];
  return partsOf(tokens.slice(open + 1, -1)).map((column) => [
    add,
    ...column.map((token, index) => ({ ...token, spaced: token.spaced || index === 0 })),
  ]);
};

/** The clauses after `ALTER TABLE name`; undefined in a clause's place where it can't be parsed. */
export const readAlter = (table: string, tokens: readonly Token[]): readonly (Clause | undefined)[] =>
  partsOf(tokens)
    .flatMap(columnsInBrackets)
    .flatMap(optionsOf)
    .map((clause) => {
      const change = changeOf(clause);
      return change === undefined ? undefined : { table, change, tokens: clause };
    });
