import type { Session } from './session.ts';

/** Drops scratch tables and views, whatever foreign keys are between them; names that are not there are left out. */
export const dropScratch = async (session: Session, names: readonly string[]): Promise<void> => {
  const rows = await session.rows(
    `SELECT TABLE_NAME AS name, TABLE_TYPE AS type FROM information_schema.TABLES
     WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME IN (?)`,
    [[...names, '']],
  );
  await session.run('SET SESSION foreign_key_checks = 0');
  for (const { name, type } of rows) await session.run(`DROP ${type === 'VIEW' ? 'VIEW' : 'TABLE'} ??`, [name]);
  await session.run('SET SESSION foreign_key_checks = 1');
};
