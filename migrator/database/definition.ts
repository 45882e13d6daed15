import { definitionFrom, formOf } from './normal-form.ts';
import { codeOf } from './server-error.ts';
import type { Session } from './session.ts';

/** The server's word for a table that is not there. */
const noSuchTable = new Set(['ER_NO_SUCH_TABLE', 'ER_BAD_TABLE_ERROR']);

/** What the server answers to SHOW CREATE TABLE, of a view too; null where there is none. */
export const showCreate = async (session: Session, table: string): Promise<string | null> => {
  try {
    const [row] = await session.rows('SHOW CREATE TABLE ??', [table]);
    return String(row?.['Create Table'] ?? row?.['Create View']);
  } catch (error) {
    if (noSuchTable.has(codeOf(error))) return null;
    throw error;
  }
};

/** The table's definition in a form of which equal texts mean equal tables, without counters; null where there is none. */
export const definitionOf = async (session: Session, table: string): Promise<string | null> => {
  const text = await showCreate(session, table);
  return text === null ? null : definitionFrom(formOf(text));
};
