import { flavourOf } from '../database/column-facts.ts';
import type { Session } from '../database/session.ts';

/**
 * How long the copy may wait for a row that a user holds. Whoever never waits is never part of a deadlock, in which the server ends the smaller
 * transaction: the user's. MariaDB allows 0 since 10.3; MySQL's least is 1.
 * https://mariadb.com/kb/en/innodb-system-variables/#innodb_lock_wait_timeout
 */
export const rowLockWaitSeconds = async (session: Session): Promise<number> => {
  const [row] = await session.rows('SELECT VERSION() AS version');
  return flavourOf(String(row?.['version'])) === 'mariadb' ? 0 : 1;
};
