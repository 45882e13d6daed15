import type { ColumnType } from '../changes.ts';
import { isWord, tokensOf } from '../lexer.ts';
import { listAt, type Node, textAt } from './tree.ts';

const synonyms = new Map(
  Object.entries({
    integer: 'int',
    bool: 'tinyint',
    boolean: 'tinyint',
    numeric: 'decimal',
    real: 'double',
  }),
);

const baseOf = (name: string): string => synonyms.get(name.toLowerCase()) ?? name.toLowerCase();

/** The type in a column definition's tree. */
export const typeOfTree = (definition: Node): ColumnType => ({
  base: baseOf(textAt(definition, 'dataType')),
  sizes: [textAt(definition, 'length'), textAt(definition, 'scale')].filter((size) => size !== '').map(Number),
  values: listAt(definition, 'expr', 'value').map((value) => textAt(value, 'value')),
  unsigned: Array.isArray(definition['suffix']) && definition['suffix'].some((word) => /unsigned/i.test(String(word))),
});

/** The type in information_schema's words, such as `enum('a','b')` or `decimal(10,2) unsigned`. */
export const typeOfText = (text: string): ColumnType => {
  const tokens = tokensOf(text);
  return {
    base: baseOf(tokens[0]?.value ?? ''),
    sizes: tokens.filter((token) => token.kind === 'number').map((token) => Number(token.value)),
    values: tokens.filter((token) => token.kind === 'string').map((token) => token.value.slice(1, -1)),
    unsigned: tokens.some((token) => isWord(token, 'UNSIGNED')),
  };
};
