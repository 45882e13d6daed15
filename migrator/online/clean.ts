import { definitionOf } from '../database/definition.ts';
import { dropScratch } from '../database/drop-scratch.ts';
import { copyLocks, endHolder } from '../database/exclusive.ts';
import { type HistoryEntry, readHistory } from '../database/history.ts';
import { patiently } from '../database/patience.ts';
import { scratchPrefix } from '../database/scratch-names.ts';
import type { Session } from '../database/session.ts';
import { type CopyNames, copyNames } from './names.ts';

const tablesAmong = async (session: Session, names: readonly string[]): Promise<ReadonlySet<string>> => {
  const rows = await session.rows(
    'SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME IN (?)',
    [names],
  );
  return new Set(rows.map((row) => String(row['name'])));
};

const triggersOn = async (session: Session, table: string, names: CopyNames): Promise<readonly string[]> => {
  const rows = await session.rows(
    `SELECT TRIGGER_NAME AS name FROM information_schema.TRIGGERS
     WHERE TRIGGER_SCHEMA = DATABASE() AND EVENT_OBJECT_TABLE = ? AND TRIGGER_NAME IN (?)`,
    [table, names.triggers],
  );
  return rows.map((row) => String(row['name']));
};

/** All under one lock: between two of them, MariaDB lets prepared statements fail with error 1146 (MDEV-26048). */
const dropTriggers = async (session: Session, table: string, triggers: readonly string[]): Promise<void> => {
  await session.run('LOCK TABLES ?? WRITE', [table]);
  try {
    for (const trigger of triggers) await session.run('DROP TRIGGER IF EXISTS ??', [trigger]);
  } finally {
    await session.run('UNLOCK TABLES');
  }
};

/**
 * Triggers first: without the copy, they would let every write fail. The copy goes when the lock is free again: under it, MySQL 8.0 waits for ever
 * for its own "column statistics lock".
 */
const cleanCopy = async (session: Session, table: string, names: CopyNames, signal: AbortSignal): Promise<string[]> => {
  const tables = await tablesAmong(session, [table, names.next]);
  const triggers = tables.has(table) ? await triggersOn(session, table, names) : [];
  const copies = tables.has(names.next) ? [names.next] : [];
  if (triggers.length > 0) await patiently(signal, () => dropTriggers(session, table, triggers));
  for (const copy of copies) await patiently(signal, () => session.run('DROP TABLE ??', [copy]));
  return [...triggers, ...copies];
};

/** The old table goes only when the new one has its place: until then it may be all that there is. */
const cleanOld = async (
  session: Session,
  entry: HistoryEntry,
  names: CopyNames,
  signal: AbortSignal,
): Promise<string[]> => {
  const old = await tablesAmong(session, [names.old]);
  if (!old.has(names.old) || (await definitionOf(session, entry.table)) !== entry.planned) return [];
  await patiently(signal, () => session.run('DROP TABLE ??', [names.old]));
  return [names.old];
};

const cleanScratch = async (session: Session, signal: AbortSignal): Promise<string[]> => {
  const rows = await session.rows(
    'SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND LEFT(TABLE_NAME, ?) = ?',
    [scratchPrefix.length, scratchPrefix],
  );
  const names = rows.map((row) => String(row['name']));
  await patiently(signal, () => dropScratch(session, names));
  return names;
};

/** Ends what is left of a copy's connections; answers how many there were. */
export const endCopyConnections = async (session: Session): Promise<number> => {
  let ended = 0;
  for (const lock of copyLocks(session.access.database)) {
    if (await endHolder(session, lock)) ended += 1;
  }
  return ended;
};

/** Takes away what the copy of this statement left behind, whether the tables have taken each other's place or not; answers the names. */
export const cleanAfter = async (
  session: Session,
  entry: HistoryEntry,
  signal: AbortSignal,
): Promise<readonly string[]> => {
  const names = copyNames(session.access.database, entry.table);
  const old = await cleanOld(session, entry, names, signal);
  return [...old, ...(await cleanCopy(session, entry.table, names, signal))];
};

/**
 * Takes away what dead runs left behind: their connections, then triggers and tables of statements that were begun and are not done, and tables
 * that were only tried on. It touches nothing else, whatever it is called. Answers the names.
 */
export const cleanLeftovers = async (session: Session, signal: AbortSignal): Promise<readonly string[]> => {
  const ended = await endCopyConnections(session);
  const begun = (await readHistory(session)).filter((entry) => entry.state === 'intended' && entry.via === 'online');
  const cleaned: string[] = ended === 0 ? [] : [`${ended} connections`];
  for (const entry of begun) cleaned.push(...(await cleanAfter(session, entry, signal)));
  return [...cleaned, ...(await cleanScratch(session, signal))];
};
