/** What a stretch of SQL text is; `hint` is a comment that MySQL or MariaDB runs, `broken` one that never ends. */
export type TokenKind = 'word' | 'quoted' | 'string' | 'number' | 'symbol' | 'comment' | 'hint' | 'broken';

/** One stretch of SQL with its place in the file; `value` is a name without its quotes, or else the text itself. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly value: string;
  readonly line: number;
  /** The line on which it ends: comments and strings may be long. */
  readonly endLine: number;
  /** Whether anything stands between it and the token before. */
  readonly spaced: boolean;
}

type Shape = readonly [kind: TokenKind, pattern: RegExp];

const shapes: readonly Shape[] = [
  ['hint', /\/\*(?:!|M!|\+)[\s\S]*?\*\//y],
  ['comment', /\/\*[\s\S]*?\*\//y],
  ['comment', /--(?=\s|$)[^\n]*/y],
  ['comment', /#[^\n]*/y],
  ['string', /(?:[bBxXnN](?='))?'(?:[^'\\]|\\[\s\S]|'')*'/y],
  ['string', /"(?:[^"\\]|\\[\s\S]|"")*"/y],
  ['quoted', /`(?:[^`]|``)*`/y],
  ['broken', /(?:\/\*|'|"|`)[\s\S]*/y],
  ['number', /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w$\u0080-\uffff])/y],
  ['word', /@{0,2}[\w$\u0080-\uffff]+/y],
  ['symbol', /->>|->|:=|<=>|<=|>=|<>|!=|<<|>>|&&|\|\||[\s\S]/y],
];

const blank = /[ \t\r\n\f\v]+/y;

const linesIn = (text: string): number => text.split('\n').length - 1;

const matchAt = (pattern: RegExp, sql: string, at: number): string => {
  pattern.lastIndex = at;
  return pattern.exec(sql)?.[0] ?? '';
};

const innerOf = (kind: TokenKind, text: string): string =>
  kind === 'quoted' ? text.slice(1, -1).replaceAll('``', '`') : text;

const tokenAt = (sql: string, at: number, line: number, spaced: boolean): Token => {
  for (const [kind, pattern] of shapes) {
    const text = matchAt(pattern, sql, at);
    if (text !== '') return { kind, text, value: innerOf(kind, text), line, endLine: line + linesIn(text), spaced };
  }
  const text = sql.charAt(at);
  return { kind: 'symbol', text, value: text, line, endLine: line, spaced };
};

/** Every character of the text as tokens, by MySQL's own rules for comments and quotes (default sql_mode); it never throws. */
export const tokensOf = (sql: string): readonly Token[] => {
  const tokens: Token[] = [];
  let at = 0;
  let line = 1;
  while (at < sql.length) {
    const space = matchAt(blank, sql, at);
    at += space.length;
    line += linesIn(space);
    if (at >= sql.length) break;
    const token = tokenAt(sql, at, line, space !== '' || tokens.at(-1)?.kind === 'comment');
    tokens.push(token);
    at += token.text.length;
    line = token.endLine;
  }
  return tokens;
};

/** Whether the token is this unquoted keyword, in whatever case. */
export const isWord = (token: Token | undefined, ...words: readonly string[]): boolean =>
  token?.kind === 'word' && words.includes(token.text.toUpperCase());

/** Whether the token is this punctuation. */
export const isSymbol = (token: Token | undefined, text: string): boolean =>
  token?.kind === 'symbol' && token.text === text;

/** The tokens as text again, without comments: one space where something stood between two, none that would make a comment. */
export const textOf = (tokens: readonly Token[]): string =>
  tokens
    .filter((token) => token.kind !== 'comment')
    .map((token, index, all) => {
      const apart = token.spaced || (isSymbol(token, '-') && isSymbol(all[index - 1], '-'));
      return index > 0 && apart ? ` ${token.text}` : token.text;
    })
    .join('');
