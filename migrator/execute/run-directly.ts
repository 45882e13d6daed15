import type { StageContext } from '../context.ts';
import type { Exclusive } from '../database/exclusive.ts';
import { finish, type Intention, intend } from '../database/history.ts';
import { patiently } from '../database/patience.ts';
import type { Session } from '../database/session.ts';
import { tokensOf } from '../lint/lexer.ts';
import { readStatement } from '../lint/read/statement.ts';
import type { PendingStatement } from '../work/work.ts';
import type { RunEnd } from './ends.ts';

const changesRows = (sql: string): boolean => {
  const reading = readStatement(tokensOf(sql));
  return (
    'clauses' in reading &&
    reading.clauses.some(({ change }) => change.kind === 'insert' || change.kind === 'changeRows')
  );
};

/** Rows change together with the history: whoever is killed in between has done neither. */
const changeRows = async (session: Session, statement: PendingStatement): Promise<void> => {
  await session.run('START TRANSACTION');
  try {
    await session.run(statement.sql);
    await finish(session, { file: statement.file, statement: statement.statement });
    await session.run('COMMIT');
  } catch (error) {
    await session.run('ROLLBACK');
    throw error;
  }
};

/** Runs a statement that needs no copy, on the connection that holds the lock. */
export const runDirectly = async (
  _context: StageContext,
  held: Exclusive,
  statement: PendingStatement,
  intention: Intention,
  signal: AbortSignal,
): Promise<RunEnd> => {
  await intend(held.session, intention);
  if (changesRows(statement.sql)) {
    await patiently(signal, () => changeRows(held.session, statement));
    return {};
  }
  await patiently(signal, () => held.session.run(statement.sql));
  await finish(held.session, { file: statement.file, statement: statement.statement });
  return {};
};
