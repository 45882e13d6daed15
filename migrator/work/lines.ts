import { tokensOf } from '../lint/lexer.ts';
import type { MigrationFile } from '../lint/lint.ts';
import { statementsOf } from '../lint/statements.ts';

/** The lines on which the file's statements begin, in order. */
export const linesOf = (file: MigrationFile): readonly number[] =>
  statementsOf(tokensOf(file.sql)).map((statement) => statement.tokens[0]?.line ?? 1);
