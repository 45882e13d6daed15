import type { Session } from '../database/session.ts';

/** How large a table is, by the server's own estimate. */
export interface TableSize {
  readonly rows: number;
  /** Data and indexes. */
  readonly bytes: number;
}

/** The sizes of the database's tables. */
export const tableSizes = async (session: Session): Promise<ReadonlyMap<string, TableSize>> => {
  const rows = await session.rows(
    `SELECT TABLE_NAME AS name, TABLE_ROWS AS row_count, DATA_LENGTH + INDEX_LENGTH AS bytes FROM information_schema.TABLES
     WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE'`,
  );
  return new Map(
    rows.map((row) => [String(row['name']), { rows: Number(row['row_count'] ?? 0), bytes: Number(row['bytes'] ?? 0) }]),
  );
};
