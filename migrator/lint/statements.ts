import { isSymbol, isWord, type Token } from './lexer.ts';

/** The tokens of one statement, without its semicolon, and the comments that stand on the lines before it. */
export interface Statement {
  readonly tokens: readonly Token[];
  readonly comments: readonly Token[];
}

const statementOf = (tokens: readonly Token[], lineBefore: number): Statement => {
  const start = tokens.findIndex((token) => token.kind !== 'comment');
  return {
    tokens: tokens.filter((token) => token.kind !== 'comment'),
    comments: tokens.slice(0, start < 0 ? tokens.length : start).filter((token) => token.line > lineBefore),
  };
};

/** The file's statements; from a DELIMITER on all is one, because what ends a statement is no longer known. */
export const statementsOf = (tokens: readonly Token[]): readonly Statement[] => {
  const statements: Statement[] = [];
  let open: Token[] = [];
  let lineBefore = 0;
  let delimited = false;
  for (const token of tokens) {
    delimited ||= isWord(token, 'DELIMITER') && open.every((other) => other.kind === 'comment');
    if (delimited || !isSymbol(token, ';')) {
      open.push(token);
      continue;
    }
    statements.push(statementOf(open, lineBefore));
    open = [];
    lineBefore = token.endLine;
  }
  return [...statements, statementOf(open, lineBefore)].filter((statement) => statement.tokens.length > 0);
};
