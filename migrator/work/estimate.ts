import type { PendingStatement as PendingInResult } from '../../src/contracts/migration/result.ts';
import type { HistoryEntry } from '../database/history.ts';
import type { TableSize } from './sizes.ts';
import type { PendingStatement } from './work.ts';

/** Rows a second of a copy that nobody has measured here: with its throttles and its comparison, larger tables seldom do fewer. */
const cautiousRowsPerSecond = 2000;

/** Smaller copies tell about starting programs, not about copying. */
const fewestRowsThatTell = 10_000;

/** Connections, triggers, the comparison's snapshot and the swap, whatever the size. */
const leastOnlineSeconds = 10;
const directSeconds = 1;

const secondsOf = (entry: HistoryEntry): number =>
  (Date.parse(entry.endedAt ?? entry.startedAt) - Date.parse(entry.startedAt)) / 1000;

/** Rows a second by the copies that this database has seen, or else a cautious guess. */
export const rowsPerSecond = (history: readonly HistoryEntry[]): number => {
  const telling = history.filter(
    (entry) => (entry.rowsCopied ?? 0) >= fewestRowsThatTell && entry.endedAt !== undefined && secondsOf(entry) > 0,
  );
  if (telling.length === 0) return cautiousRowsPerSecond;
  const rows = telling.reduce((sum, entry) => sum + (entry.rowsCopied ?? 0), 0);
  return rows / telling.reduce((sum, entry) => sum + secondsOf(entry), 0);
};

const secondsFor = (statement: PendingStatement, rows: number, speed: number): number => {
  if (statement.landed) return 0;
  return statement.via === 'direct' ? directSeconds : Math.ceil(leastOnlineSeconds + rows / speed);
};

/** The statements with the sizes of their tables and the time that they will take. */
export const estimated = (
  pending: readonly PendingStatement[],
  sizes: ReadonlyMap<string, TableSize>,
  history: readonly HistoryEntry[],
): readonly (PendingInResult & { readonly seconds: number })[] => {
  const speed = rowsPerSecond(history);
  return pending.map((statement) => {
    const { file, line, table, kind, via } = statement;
    const size = sizes.get(table);
    return { file, line, table, kind, via, ...size, seconds: secondsFor(statement, size?.rows ?? 0, speed) };
  });
};
