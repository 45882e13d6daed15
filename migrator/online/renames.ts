import { tokensOf } from '../lint/lexer.ts';
import { readStatement } from '../lint/read/statement.ts';

/** The columns that the statement renames, from old name to new, in lower case. */
export const renamesIn = (sql: string): ReadonlyMap<string, string> => {
  const reading = readStatement(tokensOf(sql));
  if ('refusal' in reading) return new Map();
  const renames = reading.clauses.flatMap(({ change }): (readonly [string, string])[] => {
    if (change.kind === 'renameColumn') return [[change.column, change.to]];
    return change.kind === 'modifyColumn' ? [[change.column, change.definition.name]] : [];
  });
  return new Map(renames.map(([from, to]) => [from.toLowerCase(), to.toLowerCase()]));
};
