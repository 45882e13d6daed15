import type { Change, Clause } from '../changes.ts';
import type { Firing } from '../finding.ts';
import { isSymbol, isWord, type Token, textOf, tokensOf } from '../lexer.ts';
import { readAlter } from './alter.ts';
import { readCreateTable } from './create-table.ts';
import { refuseForeign, refuseHidden, refuseNames } from './foreign.ts';
import { readRows } from './rows.ts';
import { databaseIn, listAt, type Node, textAt, treeOf } from './tree.ts';

/** What one statement does, in order; or why it can't be told, or may not be done at all. */
export type Reading = { readonly clauses: readonly Clause[] } | { readonly refusal: Firing };

const cut = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}…` : text);

const unparseable = (tokens: readonly Token[]): Reading => ({
  refusal: {
    rule: 'unparseable',
    sentence: `Not understood: ${cut(textOf(tokens))}`,
    ...(tokens[0] && { line: tokens[0].line }),
  },
});

const isName = (token: Token | undefined): token is Token => token?.kind === 'word' || token?.kind === 'quoted';

const alter = (tokens: readonly Token[]): Reading => {
  const name = tokens[isWord(tokens[2], 'IF') ? 4 : 2];
  if (!isName(name)) return unparseable(tokens);
  const rest = tokens.slice(tokens.indexOf(name) + 1);
  const clauses = readAlter(name.value, rest);
  const known = clauses.filter((clause) => clause !== undefined);
  return known.length === clauses.length ? { clauses: known } : unparseable(tokens);
};

const words = (text: string, line: number): readonly Token[] =>
  tokensOf(text).map((token) => ({ ...token, spaced: true, line, endLine: line }));

const createIndex = (tokens: readonly Token[]): Reading => {
  const on = tokens.findIndex((token) => isWord(token, 'ON'));
  const table = tokens[on + 1];
  if (on < 0 || !isName(table)) return unparseable(tokens);
  const [columns, run] = withoutRun(tokens.slice(on + 2));
  const clauses = readAlter(table.value, [...words('ADD', table.line), ...tokens.slice(1, on), ...columns, ...run]);
  const known = clauses.filter((clause) => clause !== undefined);
  return known.length === clauses.length ? { clauses: known } : unparseable(tokens);
};

const withoutRun = (tokens: readonly Token[]): readonly [rest: readonly Token[], run: readonly Token[]] => {
  const start = tokens.findIndex((token, index) => index > 0 && isWord(token, 'ALGORITHM', 'LOCK'));
  if (start < 0) return [tokens, []];
  const options = tokens.slice(start);
  const commas = options.flatMap((token) =>
    isWord(token, 'ALGORITHM', 'LOCK') ? [...words(',', token.line), token] : [token],
  );
  return [tokens.slice(0, start), commas];
};

const dropIndex = (tokens: readonly Token[]): Reading => {
  const on = tokens.findIndex((token) => isWord(token, 'ON'));
  const table = tokens[on + 1];
  if (on < 0 || !isName(table)) return unparseable(tokens);
  const [rest, run] = withoutRun(tokens.slice(on + 2));
  const clauses = readAlter(table.value, [...tokens.slice(0, on), ...rest, ...run]);
  const known = clauses.filter((clause) => clause !== undefined);
  return known.length === clauses.length ? { clauses: known } : unparseable(tokens);
};

const namesOf = (tree: Node): readonly string[] => listAt(tree, 'name').map((name) => textAt(name, 'table'));

const clausesOfTree = (tree: Node): readonly (readonly [table: string, change: Change])[] => {
  const ifExists = textAt(tree, 'prefix') !== '';
  switch (`${textAt(tree, 'type')} ${textAt(tree, 'keyword')}`.trim()) {
    case 'drop table':
      return namesOf(tree).map((name) => [name, { kind: 'dropTable', ifExists }]);
    case 'drop view':
      return namesOf(tree).map((name) => [name, { kind: 'dropView' }]);
    case 'drop trigger':
      return [[textAt(listAt(tree, 'name')[0], 'trigger') || 'trigger', { kind: 'dropTrigger' }]];
    case 'truncate table':
      return namesOf(tree).map((name) => [name, { kind: 'truncate' }]);
    case 'create view':
      return [[textAt(tree, 'view', 'view'), { kind: 'createView', orReplace: textAt(tree, 'replace') !== '' }]];
    case 'create trigger':
      return [[textAt(tree, 'table', 'table'), { kind: 'createTrigger' }]];
    case 'rename':
      return renamesOf(tree);
    default: {
      const rows = readRows(tree);
      return rows === undefined ? [] : [[rows.table, rows.change]];
    }
  }
};

const renamesOf = (tree: Node): readonly (readonly [table: string, change: Change])[] => {
  const pairs: unknown = tree['table'];
  if (!Array.isArray(pairs)) return [];
  return pairs.map((pair: unknown) => {
    const [from, to] = Array.isArray(pair) ? pair : [];
    return [textAt(from, 'table'), { kind: 'renameTable', to: textAt(to, 'table') }];
  });
};

const others = (tokens: readonly Token[]): Reading => {
  const last = tokens.at(-1);
  const tree = treeOf(isWord(last, 'RESTRICT', 'CASCADE') ? tokens.slice(0, -1) : tokens);
  const database = databaseIn(tree);
  if (database !== undefined) {
    return { refusal: { rule: 'cross-database', sentence: `Names the database ${database}.` } };
  }
  const clauses = tree === undefined ? [] : clausesOfTree(tree);
  if (clauses.length === 0 || clauses.some(([table]) => table === '')) return unparseable(tokens);
  return { clauses: clauses.map(([table, change]) => ({ table, change, tokens })) };
};

const createTable = (tokens: readonly Token[]): Reading => {
  const created = readCreateTable(tokens);
  if (created === undefined || created.table === '') return unparseable(tokens);
  const change: Change = { kind: 'createTable', definition: created.definition };
  return { clauses: [{ table: created.table, change, tokens }] };
};

const understood = (tokens: readonly Token[]): Reading => {
  const second = isWord(tokens[1], 'OR') ? tokens[3] : tokens[1];
  if (isWord(tokens[0], 'ALTER') && isWord(second, 'TABLE')) return alter(tokens);
  if (isWord(tokens[0], 'CREATE') && isWord(second, 'TABLE')) return createTable(tokens);
  if (isWord(tokens[0], 'CREATE') && isWord(second, 'INDEX', 'UNIQUE', 'FULLTEXT', 'SPATIAL'))
    return createIndex(tokens);
  if (isWord(tokens[0], 'DROP') && isWord(second, 'INDEX')) return dropIndex(tokens);
  return others(tokens);
};

/** What a statement does; what can't be parsed is refused, never guessed. */
export const readStatement = (tokens: readonly Token[]): Reading => {
  const hidden = refuseHidden(tokens) ?? refuseForeign(tokens) ?? refuseNames(tokens);
  if (hidden !== undefined) return { refusal: hidden };
  return isSymbol(tokens[0], '(') ? unparseable(tokens) : understood(tokens);
};
