import type { Session } from '../database/session.ts';
import type { ColumnPair } from './columns.ts';
import type { Scope } from './ranges.ts';

/** A table's rows as a number that changes when any of them does: their count, and the exclusive or of their hashes. */
export interface Checksum {
  readonly rows: number;
  readonly sum: string;
}

/** The rows of one side of a comparison. */
export interface Side {
  readonly table: string;
  /** Its primary key, in order. */
  readonly key: readonly string[];
  readonly name: (pair: ColumnPair) => string;
}

interface Query {
  readonly sql: string;
  readonly values: readonly unknown[];
}

const hashOf = (side: Side, pairs: readonly ColumnPair[]): Query => ({
  sql: `SHA2(CONCAT_WS(',', ${pairs.map((pair) => pair.expression).join(', ')}), 256)`,
  values: pairs.map(side.name),
});

/** The first 128 of the hash's 256 bits, in two numbers, since exclusive or goes over 64. */
const sums = `COUNT(*) AS row_count, COUNT(hash) AS hashed,
  HEX(BIT_XOR(CAST(CONV(SUBSTRING(hash, 1, 16), 16, 10) AS UNSIGNED))) AS high,
  HEX(BIT_XOR(CAST(CONV(SUBSTRING(hash, 17, 16), 16, 10) AS UNSIGNED))) AS low`;

const checksum = async (session: Session, rowsOf: Query): Promise<Checksum> => {
  const [row] = await session.rows(`SELECT ${sums} FROM (${rowsOf.sql}) AS hashes`, rowsOf.values);
  const rows = Number(row?.['row_count']);
  if (Number(row?.['hashed']) !== rows) {
    throw new Error('A row is too long to be hashed: raise max_allowed_packet of the database.');
  }
  return { rows, sum: `${String(row?.['high'])}:${String(row?.['low'])}` };
};

const ordered = (side: Side, direction: 'ASC' | 'DESC', rows: number): Query => ({
  sql: `ORDER BY ${side.key.map(() => `?? ${direction}`).join(', ')} LIMIT ${rows}`,
  values: side.key,
});

const partsOf = (side: Side, scope: Scope): readonly Query[] => {
  switch (scope.kind) {
    case 'all':
      return [{ sql: '', values: [] }];
    case 'ends':
      return [ordered(side, 'ASC', scope.rows), ordered(side, 'DESC', scope.rows)];
    case 'ranges':
      return scope.ranges.map(({ from, to }) => ({
        sql: 'WHERE ?? >= ? AND ?? < ?',
        values: [side.key[0], String(from), side.key[0], String(to)],
      }));
  }
};

/** Checksums of a side's rows, one for each part of the scope. */
export const checksums = async (
  session: Session,
  side: Side,
  pairs: readonly ColumnPair[],
  scope: Scope,
): Promise<readonly Checksum[]> => {
  const hash = hashOf(side, pairs);
  const found: Checksum[] = [];
  for (const part of partsOf(side, scope)) {
    const sql = `SELECT ${hash.sql} AS hash FROM ?? ${part.sql}`;
    found.push(await checksum(session, { sql, values: [...hash.values, side.table, ...part.values] }));
  }
  return found;
};

/** How many rows the table has in the session's snapshot. */
export const countRows = async (session: Session, table: string): Promise<number> => {
  const [row] = await session.rows('SELECT COUNT(*) AS row_count FROM ??', [table]);
  return Number(row?.['row_count']);
};
