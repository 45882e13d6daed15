import { isSymbol, isWord, type Token } from '../lexer.ts';

const withoutExistence = (tokens: readonly Token[]): readonly Token[] => {
  const start = tokens.findIndex((token) => isWord(token, 'IF'));
  if (start < 0 || start > 3) return tokens;
  const length = isWord(tokens[start + 1], 'NOT') ? 3 : 2;
  return isWord(tokens[start + length - 1], 'EXISTS') ? tokens.toSpliced(start, length) : tokens;
};

const isPrecision = (token: Token, before: Token | undefined): boolean =>
  isWord(token, 'PRECISION') && isWord(before, 'DOUBLE');

const isSpatialReference = (token: Token, before: Token | undefined, after: Token | undefined): boolean =>
  (isWord(token, 'SRID') && after?.kind === 'number') || (token.kind === 'number' && isWord(before, 'SRID'));

/** Whether a word ends a definition, and is not the name of something. */
const isEnding = (before: Token | undefined): boolean =>
  !isWord(before, 'ADD', 'DROP', 'COLUMN', 'KEY', 'INDEX', 'AFTER', 'TO', 'MODIFY', 'CHANGE', 'CONSTRAINT', 'CHECK');

const withoutEnding = (tokens: readonly Token[]): readonly Token[] => {
  const last = tokens.at(-1);
  if (!isEnding(tokens.at(-2))) return tokens;
  if (isWord(last, 'INVISIBLE', 'VISIBLE')) return tokens.slice(0, -1);
  if (!isWord(last, 'ENFORCED')) return tokens;
  return tokens.slice(0, isWord(tokens.at(-2), 'NOT') ? -2 : -1);
};

/** Whether a clause says IF EXISTS or IF NOT EXISTS. */
export const saysIf = (tokens: readonly Token[]): boolean => withoutExistence(tokens) !== tokens;

/** A clause in words that the parser knows: what is left out has been read before, or says nothing of compatibility. */
export const inKnownWords = (tokens: readonly Token[]): readonly Token[] =>
  withoutEnding(withoutExistence(tokens))
    .filter(
      (token, index, all) =>
        !isPrecision(token, all[index - 1]) && !isSpatialReference(token, all[index - 1], all[index + 1]),
    )
    .map((token, index, all) =>
      isWord(token, 'PERSISTENT') && isSymbol(all[index - 1], ')')
        ? { ...token, text: 'STORED', value: 'STORED' }
        : token,
    );

/** The tokens between commas that stand outside of brackets. */
export const partsOf = (tokens: readonly Token[]): readonly (readonly Token[])[] => {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (isSymbol(token, '(')) depth += 1;
    if (isSymbol(token, ')')) depth -= 1;
    if (depth === 0 && isSymbol(token, ',')) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
};

const optionWords = [
  'DEFAULT',
  'CHARACTER',
  'CHARSET',
  'COLLATE',
  'ENGINE',
  'ROW_FORMAT',
  'KEY_BLOCK_SIZE',
  'COMMENT',
  'AUTO_INCREMENT',
];

const beginsOption = (token: Token, before: Token | undefined): boolean =>
  isWord(token, ...optionWords) && !isSymbol(before, '=') && !isWord(before, 'DEFAULT');

/** The options of a table in a clause, which may stand without commas between them; other clauses as they are. */
export const optionsOf = (clause: readonly Token[]): readonly (readonly Token[])[] => {
  if (!isWord(clause[0], ...optionWords)) return [clause];
  const parts: Token[][] = [];
  for (const [index, token] of clause.entries()) {
    if (beginsOption(token, clause[index - 1])) parts.push([token]);
    else parts.at(-1)?.push(token);
  }
  return parts;
};
