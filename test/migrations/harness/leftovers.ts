import type { Connection, RowDataPacket } from 'mysql2/promise';
import { shop } from './shop.ts';

interface Named extends RowDataPacket {
  readonly name: string;
}

/** Everything in the database but tables of those names: copies, old tables, triggers, tables that were tried on. */
export const leftovers = async (root: Connection, tables: readonly string[]): Promise<readonly string[]> => {
  const [found] = await root.query<Named[]>(
    `SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?
     UNION ALL SELECT TRIGGER_NAME FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = ?`,
    [shop, shop],
  );
  return found.map(({ name }) => name).filter((name) => !['tidegate_migrations', ...tables].includes(name));
};

/** The names of the table's columns, in order. */
export const columnsIn = async (root: Connection, table: string): Promise<readonly string[]> => {
  const [found] = await root.query<Named[]>(
    'SELECT COLUMN_NAME AS name FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? ORDER BY ORDINAL_POSITION',
    [shop, table],
  );
  return found.map(({ name }) => name);
};
