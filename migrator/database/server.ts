import type { ServerFacts } from '../../src/contracts/migration/result.ts';
import { codeOf, isDenial } from './server-error.ts';
import type { Session } from './session.ts';

/** A fact, or why it can't be seen. */
export type Unseen = { readonly unseen: string };

/** The server's own version, such as `10.11.19-MariaDB`. */
export const versionOf = async (session: Session): Promise<string> => {
  const [row] = await session.rows('SELECT VERSION() AS version');
  return String(row?.['version']);
};

const withSlash = (path: string): string => (path.endsWith('/') ? path : `${path}/`);

/** INFORMATION_SCHEMA.DISKS counts in KiB. https://mariadb.com/kb/en/disks-plugin/ */
const bytesPerUnit = 1024;

/** Free bytes of the disk that holds the data, by MariaDB's DISKS plugin. */
export const freeDiskBytes = async (session: Session): Promise<number | Unseen> => {
  try {
    const disks = await session.rows(
      'SELECT Path AS path, Available AS available, @@datadir AS datadir FROM information_schema.DISKS',
    );
    const holding = disks
      .filter((disk) => String(disk['datadir']).startsWith(withSlash(String(disk['path']))))
      .toSorted((a, b) => String(b['path']).length - String(a['path']).length)[0];
    if (holding === undefined) return { unseen: 'No disk of information_schema.DISKS holds the server’s data.' };
    return Number(holding['available']) * bytesPerUnit;
  } catch (error) {
    if (isDenial(error)) return { unseen: 'The user may not read information_schema.DISKS: it needs the right FILE.' };
    if (!['ER_UNKNOWN_TABLE', 'ER_NO_SUCH_TABLE'].includes(codeOf(error))) throw error;
    return { unseen: 'The server does not tell: it has no plugin DISKS (MariaDB: INSTALL SONAME ’disks’).' };
  }
};

/** trx_started is in the system's time zone, whatever the session's is. */
const transactionsQuery = `SELECT trx_mysql_thread_id AS id,
  TIMESTAMPDIFF(SECOND, trx_started, CONVERT_TZ(UTC_TIMESTAMP(), '+00:00', 'SYSTEM')) AS seconds
  FROM information_schema.INNODB_TRX WHERE trx_mysql_thread_id <> CONNECTION_ID()`;

/** Transactions of others that are open for longer than that. */
export const longTransactions = async (
  session: Session,
  longerThanSeconds: number,
): Promise<{ id: number; seconds: number }[] | Unseen> => {
  try {
    const rows = await session.rows(`${transactionsQuery} HAVING seconds > ? ORDER BY seconds DESC`, [
      longerThanSeconds,
    ]);
    return rows.map((row) => ({ id: Number(row['id']), seconds: Number(row['seconds']) }));
  } catch (error) {
    if (!isDenial(error)) throw error;
    return { unseen: 'The user may not see others’ transactions: GRANT PROCESS ON *.* to it.' };
  }
};

/** What the dry run sees of the server; `lag` is asked of the replicas. */
export const serverFacts = async (
  session: Session,
  longTransactionSeconds: number,
  lag: number | null | Unseen,
): Promise<ServerFacts> => ({
  version: await versionOf(session),
  freeDiskBytes: await freeDiskBytes(session),
  lagSeconds: lag,
  longTransactions: await longTransactions(session, longTransactionSeconds),
});
