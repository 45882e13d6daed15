import { type Connection, type ConnectionOptions, createConnection, type ResultSetHeader } from 'mysql2/promise';
import type { Address, DatabaseAccess } from './access.ts';

/** A row: integers beyond 2^53 and dates are strings, dates in UTC. */
export type Row = Readonly<Record<string, unknown>>;

/** One connection to the database; all that it does, it does in order. */
export interface Session {
  readonly access: DatabaseAccess;
  /** The rows that a query answers; `?` stands for a value, `??` for a name. */
  rows(sql: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  /** Runs one statement that answers no rows. */
  run(sql: string, values?: readonly unknown[]): Promise<{ readonly affectedRows: number }>;
  close(): Promise<void>;
}

/** What may differ from session to session. */
export interface SessionOptions {
  /** Another server than the access's own: a replica. */
  readonly at?: Address;
  /** How long a statement waits for a lock (metadata locks too) before it gives up. Everybody behind it waits as long. */
  readonly lockWaitSeconds?: number;
}

const connectTimeoutMs = 10_000;
const defaultLockWaitSeconds = 10;

/** What the lint assumes of SQL text, and what SHOW CREATE TABLE writes, hangs on the mode; zero dates in old tables stay possible. */
const sqlMode = 'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION';

const optionsOf = (access: DatabaseAccess, { host, port }: Address): ConnectionOptions => ({
  host,
  port,
  user: access.user,
  password: access.password,
  database: access.database,
  connectTimeout: connectTimeoutMs,
  charset: 'utf8mb4',
  supportBigNumbers: true,
  dateStrings: true,
  multipleStatements: false,
  enableKeepAlive: true,
  connectAttributes: { program_name: 'tidegate-migrator' },
  ...(access.ca !== undefined && { ssl: { ca: access.ca, rejectUnauthorized: true, verifyIdentity: true } }),
});

const prepare = async (connection: Connection, lockWaitSeconds: number): Promise<void> => {
  await connection.query(
    `SET SESSION sql_mode = ?, SESSION time_zone = '+00:00', SESSION sql_quote_show_create = 1,
     SESSION lock_wait_timeout = ?, SESSION innodb_lock_wait_timeout = ?`,
    [sqlMode, lockWaitSeconds, lockWaitSeconds],
  );
};

const opened = async (access: DatabaseAccess, options: SessionOptions): Promise<Connection> => {
  const connection = await createConnection(optionsOf(access, options.at ?? access));
  // A connection that dies while idle says so in the next statement; unheard, the event would end the process.
  connection.on('error', () => undefined);
  try {
    await prepare(connection, options.lockWaitSeconds ?? defaultLockWaitSeconds);
    return connection;
  } catch (error) {
    connection.destroy();
    throw error;
  }
};

const ended = async (connection: Connection): Promise<void> => {
  try {
    await connection.end();
  } catch {
    // The server is gone already: what is left is our end of the socket.
    connection.destroy();
  }
};

/** A new connection; errors are mysql2's own, with the server's `code` and `sqlMessage`. */
export const openSession = async (access: DatabaseAccess, options: SessionOptions = {}): Promise<Session> => {
  const connection = await opened(access, options);
  return {
    access,
    rows: async (sql, values) => {
      const [rows] = await connection.query(sql, values && [...values]);
      return Array.isArray(rows) ? (rows as readonly Row[]) : [];
    },
    run: async (sql, values) => {
      const [done] = await connection.query<ResultSetHeader>(sql, values && [...values]);
      return { affectedRows: done.affectedRows };
    },
    close: () => ended(connection),
  };
};
