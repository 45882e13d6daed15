import { createHash } from 'node:crypto';
import type { MigrationFile } from '../lint/lint.ts';
import type { Row, Session } from './session.ts';

/** The table in which the database itself keeps what was done to it. */
export const historyTable = 'tidegate_migrations';

/** A statement that is about to be run, with the table's definition before and as it is meant to be afterwards. */
export interface Intention {
  readonly file: string;
  /** Its place in the file, from 0. */
  readonly statement: number;
  /** Of the file. */
  readonly sha256: string;
  readonly table: string;
  readonly kind: 'expand' | 'contract';
  readonly via: 'direct' | 'online';
  readonly sql: string;
  /** null: there is no such table. */
  readonly before: string | null;
  readonly planned: string | null;
  /** The migration's id. */
  readonly migration: string;
}

/** A statement that was begun or done. Times are ISO 8601, by the database's clock. */
export interface HistoryEntry extends Intention {
  readonly state: 'intended' | 'done';
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly rowsCopied?: number;
  /** Absent where the tables took each other's place in a run that died before it could say so. */
  readonly rowsCompared?: number;
}

/** What is known when a statement is done. */
export interface Completion {
  readonly file: string;
  readonly statement: number;
  readonly rowsCopied?: number;
  readonly rowsCompared?: number;
  /** The migration that finishes it, if it is another than the one that began it. */
  readonly migration?: string;
}

/** The file's fingerprint in the history. */
export const sha256Of = (file: MigrationFile): string => createHash('sha256').update(file.sql).digest('hex');

/** Makes the history's table where it is missing. */
export const ensureHistory = async (session: Session): Promise<void> => {
  await session.run(`CREATE TABLE IF NOT EXISTS ${historyTable} (
    file VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    statement INT UNSIGNED NOT NULL,
    sha256 CHAR(64) CHARACTER SET ascii NOT NULL,
    table_name VARCHAR(64) NOT NULL,
    kind VARCHAR(16) NOT NULL,
    via VARCHAR(16) NOT NULL,
    sql_text LONGTEXT NOT NULL,
    definition_before LONGTEXT NULL,
    definition_planned LONGTEXT NULL,
    state VARCHAR(16) NOT NULL,
    migration VARCHAR(255) NOT NULL,
    started_at DATETIME(3) NOT NULL,
    ended_at DATETIME(3) NULL,
    rows_copied BIGINT UNSIGNED NULL,
    rows_compared BIGINT UNSIGNED NULL,
    PRIMARY KEY (file, statement)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`);
};

const isoOf = (moment: unknown): string => `${String(moment).replace(' ', 'T')}Z`;
const textOrNull = (value: unknown): string | null => (value === null ? null : String(value));

const entryOf = (row: Row): HistoryEntry => ({
  file: String(row['file']),
  statement: Number(row['statement']),
  sha256: String(row['sha256']),
  table: String(row['table_name']),
  kind: row['kind'] === 'contract' ? 'contract' : 'expand',
  via: row['via'] === 'online' ? 'online' : 'direct',
  sql: String(row['sql_text']),
  before: textOrNull(row['definition_before']),
  planned: textOrNull(row['definition_planned']),
  state: row['state'] === 'done' ? 'done' : 'intended',
  migration: String(row['migration']),
  startedAt: isoOf(row['started_at']),
  ...(row['ended_at'] !== null && { endedAt: isoOf(row['ended_at']) }),
  ...(row['rows_copied'] !== null && { rowsCopied: Number(row['rows_copied']) }),
  ...(row['rows_compared'] !== null && { rowsCompared: Number(row['rows_compared']) }),
});

/** All that was begun or done, by file and place in it; nothing where there is no history yet. */
export const readHistory = async (session: Session): Promise<readonly HistoryEntry[]> => {
  const tables = await session.rows(
    'SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ?',
    [historyTable],
  );
  if (tables.length === 0) return [];
  return (await session.rows(`SELECT * FROM ${historyTable} ORDER BY file, statement`)).map(entryOf);
};

/** Writes down what is about to be run; a statement that was begun before begins anew, one that is done is left alone. */
export const intend = async (session: Session, entry: Intention): Promise<void> => {
  await session.run(`DELETE FROM ${historyTable} WHERE file = ? AND statement = ? AND state = 'intended'`, [
    entry.file,
    entry.statement,
  ]);
  await session.run(
    `INSERT INTO ${historyTable} (file, statement, sha256, table_name, kind, via, sql_text, definition_before,
     definition_planned, migration, state, started_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'intended', UTC_TIMESTAMP(3))`,
    [
      entry.file,
      entry.statement,
      entry.sha256,
      entry.table,
      entry.kind,
      entry.via,
      entry.sql,
      entry.before,
      entry.planned,
      entry.migration,
    ],
  );
};

/** Writes down that it is done; in the session's transaction, if it has one open. */
export const finish = async (session: Session, done: Completion): Promise<void> => {
  const { affectedRows } = await session.run(
    `UPDATE ${historyTable} SET state = 'done', ended_at = UTC_TIMESTAMP(3), rows_copied = ?, rows_compared = ?,
     migration = COALESCE(?, migration)
     WHERE file = ? AND statement = ? AND state = 'intended'`,
    [done.rowsCopied ?? null, done.rowsCompared ?? null, done.migration ?? null, done.file, done.statement],
  );
  if (affectedRows !== 1) throw new Error(`The history has no intended statement ${done.statement} of ${done.file}.`);
};
