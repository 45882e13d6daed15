import { scratchPrefix } from './scratch-names.ts';
import type { Session } from './session.ts';

/** pt-online-schema-change's copy, and the old table after the swap; it adds `_` in front (up to ten) where a name is taken. */
const copied = /^_{1,10}(.+)_(?:new|old)$/;

/** Whether a table of this name is what a copy or a trial left behind; `tables` are those of the database. */
export const isLeftover = (table: string, tables: ReadonlySet<string>): boolean => {
  if (table.startsWith(scratchPrefix)) return true;
  const original = copied.exec(table)?.[1];
  return original !== undefined && (tables.has(original) || tables.has(`_${original}`));
};

/** Whether pt-online-schema-change made the trigger: `pt_osc_<database>_<table>_<ins|upd|del>`. */
export const isLeftoverTrigger = (trigger: string): boolean => trigger.startsWith('pt_osc_');

/** Tables and triggers of the database that a copy or a trial left behind. */
export const findLeftovers = async (session: Session): Promise<readonly string[]> => {
  const tables = await session.rows(
    'SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME',
  );
  const triggers = await session.rows(
    'SELECT TRIGGER_NAME AS name FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE() ORDER BY TRIGGER_NAME',
  );
  const names = new Set(tables.map(({ name }) => String(name)));
  return [
    ...[...names].filter((name) => isLeftover(name, names)).map((name) => `table ${name}`),
    ...triggers
      .map(({ name }) => String(name))
      .filter(isLeftoverTrigger)
      .map((name) => `trigger ${name}`),
  ];
};
