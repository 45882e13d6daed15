import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import type { DatabaseAccess } from './access.ts';

/** Whether the account can log in now. */
export async function canConnect(access: DatabaseAccess): Promise<boolean> {
  const connection = await createConnection({ ...access }).catch(() => undefined);
  await connection?.end();
  return connection !== undefined;
}

/** Runs all statements of a text. */
export function runScript(access: DatabaseAccess, sql: string): Promise<void> {
  return connected(access, async (connection) => void (await connection.query(sql)), { multipleStatements: true });
}

/** The rows of one query. */
export function rowsOf<Row extends RowDataPacket>(
  access: DatabaseAccess,
  sql: string,
  values: readonly string[] = [],
): Promise<readonly Row[]> {
  return connected(access, async (connection) => (await connection.query<Row[]>(sql, [...values]))[0]);
}

async function connected<T>(
  access: DatabaseAccess,
  work: (connection: Connection) => Promise<T>,
  options: { readonly multipleStatements?: boolean } = {},
): Promise<T> {
  const connection = await createConnection({ ...access, ...options });
  try {
    return await work(connection);
  } finally {
    await connection.end();
  }
}
