import { scratchPrefix } from './scratch-names.ts';
import type { Session } from './session.ts';

/** pt-online-schema-change's copy, and the old table after the swap; it adds `_` in front (up to ten) where a name is taken. */
const copied = /^_{1,10}(.+)_(?:new|old)$/;

const originalOf = (table: string, tables: ReadonlySet<string>): string | undefined => {
  const original = copied.exec(table)?.[1];
  if (original === undefined) return undefined;
  return [original, `_${original}`].find((name) => tables.has(name));
};

/** Whether a table of this name is what a copy of one of these tables, or a trial, left behind. */
export const isLeftover = (table: string, tables: ReadonlySet<string>): boolean =>
  table.startsWith(scratchPrefix) || originalOf(table, tables) !== undefined;

/** Whether pt-online-schema-change made the trigger: `pt_osc_<database>_<table>_<ins|upd|del>`. */
export const isLeftoverTrigger = (trigger: string): boolean => trigger.startsWith('pt_osc_');

/** Triggers of copies on these tables. */
export const copyTriggersOn = async (session: Session, tables: ReadonlySet<string>): Promise<readonly string[]> => {
  const triggers = await session.rows(
    `SELECT TRIGGER_NAME AS name, EVENT_OBJECT_TABLE AS table_name FROM information_schema.TRIGGERS
     WHERE TRIGGER_SCHEMA = DATABASE() ORDER BY TRIGGER_NAME`,
  );
  return triggers
    .filter((trigger) => tables.has(String(trigger['table_name'])))
    .map((trigger) => String(trigger['name']))
    .filter(isLeftoverTrigger);
};

/** What copies of these tables, and trials of any, left behind, in words. */
export const findLeftovers = async (session: Session, tables: ReadonlySet<string>): Promise<readonly string[]> => {
  const rows = await session.rows(
    'SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME',
  );
  const left = rows.map(({ name }) => String(name)).filter((name) => isLeftover(name, tables));
  const triggers = await copyTriggersOn(session, tables);
  return [...left.map((name) => `table ${name}`), ...triggers.map((name) => `trigger ${name}`)];
};
