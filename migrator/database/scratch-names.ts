import { isSymbol, isWord, type Token } from '../lint/lexer.ts';

/** Tables of this prefix are tried on and dropped; one that is left is of a run that was killed. */
export const scratchPrefix = '_tidegate_plan_';

const beforeTables = ['TABLE', 'EXISTS', 'VIEW', 'REFERENCES', 'LIKE', 'FROM', 'JOIN', 'INTO', 'UPDATE'];

const isTable = (tokens: readonly Token[], index: number): boolean =>
  isWord(tokens[index - 1], ...beforeTables) || isSymbol(tokens[index + 1], '.');

/** The statement with other tables in the place of those that have a scratch one. */
export const withScratchNames = (
  tokens: readonly Token[],
  scratchOf: (table: string) => string | undefined,
): readonly Token[] =>
  tokens.map((token, index) => {
    const isName = token.kind === 'word' || token.kind === 'quoted';
    const scratch = isName && isTable(tokens, index) ? scratchOf(token.value) : undefined;
    return scratch === undefined ? token : { ...token, kind: 'quoted', text: `\`${scratch}\``, value: scratch };
  });
