import type { DatabaseAccess } from '../database/access.ts';
import { comparisonLock } from '../database/exclusive.ts';
import { openSession, type Session } from '../database/session.ts';
import { type ColumnPair, type ComparedColumn, columnsToCompare } from './columns.ts';
import { mostRowsCounted, mostRowsWhole, type Scope, sampledRanges } from './ranges.ts';
import { type Checksum, checksums, countRows, type Side } from './snapshot.ts';

/** What two tables were found to be. */
export interface Comparison {
  /** Rows of each side that were compared value by value. */
  readonly rowsCompared: number;
  /** Rows of the table, where they were counted. */
  readonly rows?: number;
  /** Why they are not the same, as a sentence. */
  readonly difference?: string;
  /** What was not compared, as sentences. */
  readonly left: readonly string[];
}

/** The table and its copy. */
export interface ComparedTables {
  readonly old: string;
  readonly next: string;
  /** Columns that the statement renames, from old name to new, in lower case. */
  readonly renames: ReadonlyMap<string, string>;
}

const rowsAtEnds = 100_000;
const wholeNumber = /^(?:tiny|small|medium|big)?int$/;

const columnsOf = async (session: Session, table: string): Promise<readonly ComparedColumn[]> => {
  const rows = await session.rows(
    `SELECT COLUMN_NAME AS name, DATA_TYPE AS base, COLUMN_TYPE AS type, CHARACTER_SET_NAME AS charset
     FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? ORDER BY ORDINAL_POSITION`,
    [table],
  );
  return rows.map((row) => ({
    name: String(row['name']),
    base: String(row['base']).toLowerCase(),
    type: String(row['type']),
    charset: row['charset'] === null ? null : String(row['charset']),
  }));
};

const keyOf = async (session: Session, table: string): Promise<readonly string[]> => {
  const rows = await session.rows(
    `SELECT COLUMN_NAME AS name FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ?
     AND INDEX_NAME = 'PRIMARY' ORDER BY SEQ_IN_INDEX`,
    [table],
  );
  return rows.map((row) => String(row['name']));
};

const estimatedRows = async (session: Session, table: string): Promise<number> => {
  const [row] = await session.rows(
    'SELECT TABLE_ROWS AS row_count FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ?',
    [table],
  );
  return Number(row?.['row_count'] ?? 0);
};

const scopeOf = async (session: Session, old: Side, rows: number, pairs: readonly ColumnPair[]): Promise<Scope> => {
  const [first] = old.key;
  if (
    rows <= mostRowsWhole ||
    first === undefined ||
    !old.key.every((name) => pairs.some((pair) => pair.old === name))
  ) {
    return { kind: 'all' };
  }
  const column = (await columnsOf(session, old.table)).find(({ name }) => name === first);
  if (!wholeNumber.test(column?.base ?? '')) return { kind: 'ends', rows: rowsAtEnds };
  const [bounds] = await session.rows('SELECT MIN(??) AS lowest, MAX(??) AS highest FROM ??', [
    first,
    first,
    old.table,
  ]);
  return sampledRanges(BigInt(String(bounds?.['lowest'])), BigInt(String(bounds?.['highest'])), rows, Math.random);
};

const differenceOf = (old: readonly Checksum[], next: readonly Checksum[]): string | undefined => {
  const part = old.findIndex(({ rows, sum }, index) => rows !== next[index]?.rows || sum !== next[index]?.sum);
  const [one, other] = [old[part], next[part]];
  if (one === undefined || other === undefined) return undefined;
  return one.rows === other.rows
    ? `Among the same ${one.rows} rows of table and copy, values differ.`
    : `Where the table has ${one.rows} rows, the copy has ${other.rows}.`;
};

const countBoth = async (
  session: Session,
  tables: ComparedTables,
): Promise<{ readonly rows: number; readonly difference?: string }> => {
  const rows = await countRows(session, tables.old);
  const copied = await countRows(session, tables.next);
  return rows === copied ? { rows } : { rows, difference: `The table has ${rows} rows, the copy ${copied}.` };
};

const sidesOf = async (
  session: Session,
  tables: ComparedTables,
): Promise<{ readonly old: Side; readonly next: Side }> => {
  const key = await keyOf(session, tables.old);
  const renamed = (name: string): string => tables.renames.get(name.toLowerCase()) ?? name;
  return {
    old: { table: tables.old, key, name: (pair) => pair.old },
    next: { table: tables.next, key: key.map(renamed), name: (pair) => pair.next },
  };
};

const compareIn = async (session: Session, tables: ComparedTables): Promise<Comparison> => {
  const columns = [await columnsOf(session, tables.old), await columnsOf(session, tables.next)] as const;
  const { pairs, left } = columnsToCompare(...columns, tables.renames);
  const { old, next } = await sidesOf(session, tables);
  const estimated = await estimatedRows(session, tables.old);
  await session.run('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ');
  await session.run('START TRANSACTION WITH CONSISTENT SNAPSHOT');
  const counted = estimated <= mostRowsCounted ? await countBoth(session, tables) : undefined;
  if (counted?.difference !== undefined) return { rowsCompared: 0, left, ...counted };
  const scope = await scopeOf(session, old, counted?.rows ?? estimated, pairs);
  const found = await checksums(session, old, pairs, scope);
  const difference = differenceOf(found, await checksums(session, next, pairs, scope));
  return {
    rowsCompared: found.reduce((rows, part) => rows + part.rows, 0),
    left,
    ...(counted !== undefined && { rows: counted.rows }),
    ...(difference !== undefined && { difference }),
  };
};

const endConnection = async (access: DatabaseAccess, id: number): Promise<void> => {
  const session = await openSession(access);
  await session.run(`KILL ${id}`).finally(() => session.close());
};

/**
 * Compares table and copy in one snapshot. Triggers write the copy in the writer's own transaction, so that in every snapshot the two must be
 * equal to the last row, however much is written meanwhile. Its connection is closed when it answers: an open one would keep the tables from being swapped.
 */
export const compareTables = async (
  access: DatabaseAccess,
  tables: ComparedTables,
  signal: AbortSignal,
): Promise<Comparison> => {
  const session = await openSession(access);
  const [row] = await session.rows('SELECT CONNECTION_ID() AS id, GET_LOCK(?, 0)', [comparisonLock(access.database)]);
  let ending: Promise<void> | undefined;
  const onAbort = (): void => {
    ending = endConnection(access, Number(row?.['id']));
  };
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    signal.throwIfAborted();
    const comparison = await compareIn(session, tables);
    await session.run('COMMIT');
    return comparison;
  } finally {
    signal.removeEventListener('abort', onAbort);
    await ending;
    await session.close();
  }
};
