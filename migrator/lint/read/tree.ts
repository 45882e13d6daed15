import sqlParser from 'node-sql-parser/build/mysql.js';
import { type Token, textOf } from '../lexer.ts';

/** A node of the parser's tree, read with care: its declared types do not say what it returns. */
export type Node = Readonly<Record<string, unknown>>;

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value at a path of the tree, or undefined where the path ends early. */
export const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, key) => (isNode(inner) ? inner[key] : undefined), value);

/** The node at a path of the tree, if there is one. */
export const nodeAt = (value: unknown, ...path: readonly string[]): Node | undefined => {
  const found = at(value, ...path);
  return isNode(found) ? found : undefined;
};

/** The text at a path of the tree, empty if there is none. */
export const textAt = (value: unknown, ...path: readonly string[]): string => {
  const found = at(value, ...path);
  return typeof found === 'string' || typeof found === 'number' ? String(found) : '';
};

/** The nodes of the list at a path of the tree. */
export const listAt = (value: unknown, ...path: readonly string[]): readonly Node[] => {
  const found = at(value, ...path);
  return Array.isArray(found) ? found.filter(isNode) : [];
};

const leavesOf = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(leavesOf);
  if (isNode(value)) return Object.entries(value).flatMap(([key, inner]) => [key, ...leavesOf(inner)]);
  return [String(value)];
};

const wordsIn = (text: string): readonly string[] => text.toUpperCase().match(/[\w$]+/g) ?? [];

/** Words that may be missing in a tree that is otherwise whole: grammar without meaning of its own. */
const grammar = new Set('TABLE COLUMN INTO BY AS ON TO FROM VALUES VALUE WHERE SET'.split(' '));

/** The first word, name or number that the tree has lost, if any: the parser drops some of what it reads. */
export const lostBy = (tree: unknown, tokens: readonly Token[]): string | undefined => {
  const kept = new Set(leavesOf(tree).flatMap(wordsIn));
  return tokens
    .filter((token) => token.kind === 'word' || token.kind === 'quoted' || token.kind === 'number')
    .flatMap((token) => wordsIn(token.value))
    .find((word) => !kept.has(word) && !grammar.has(word));
};

/** The first database that the tree names, if any. */
export const databaseIn = (tree: unknown): string | undefined => {
  if (Array.isArray(tree)) return tree.map(databaseIn).find((name) => name !== undefined);
  if (!isNode(tree)) return undefined;
  const { db } = tree;
  return typeof db === 'string' && db !== '' ? db : databaseIn(Object.values(tree));
};

/** One statement as a tree; undefined where the parser does not know it, or does not keep all of it. */
export const treeOf = (tokens: readonly Token[]): Node | undefined => {
  try {
    const trees: unknown = new sqlParser.Parser().astify(textOf(tokens), { database: 'MySQL' });
    const tree: unknown = Array.isArray(trees) && trees.length === 1 ? trees[0] : trees;
    return isNode(tree) && lostBy(tree, tokens) === undefined ? tree : undefined;
  } catch {
    return undefined;
  }
};
