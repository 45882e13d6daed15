import type { Address, DatabaseAccess } from './access.ts';
import type { Unseen } from './server.ts';
import { codeOf, messageOf } from './server-error.ts';
import { openSession, type Row, type Session } from './session.ts';

/** MySQL since 8.0.22 and MariaDB since 10.5 say REPLICA; MySQL 8.4 no longer says SLAVE. */
const statusOf = async (session: Session): Promise<Row | undefined> => {
  try {
    return (await session.rows('SHOW REPLICA STATUS'))[0];
  } catch (error) {
    if (codeOf(error) !== 'ER_PARSE_ERROR') throw error;
    return (await session.rows('SHOW SLAVE STATUS'))[0];
  }
};

const nameOf = ({ host, port }: Address): string => `${host}:${port}`;

/** Seconds that a replica says to be behind, by the row of SHOW REPLICA STATUS. */
export const lagIn = (status: Row | undefined, replica: Address): number | Unseen => {
  if (status === undefined) return { unseen: `${nameOf(replica)} is no replica: it copies from nowhere.` };
  const behind = status['Seconds_Behind_Source'] ?? status['Seconds_Behind_Master'];
  if (behind !== null && behind !== undefined) return Number(behind);
  const failure = status['Last_SQL_Error'] || status['Last_IO_Error'] || 'no error is told';
  return { unseen: `${nameOf(replica)} does not copy (${String(failure)}): nobody knows how far it is behind.` };
};

const lagOf = async (access: DatabaseAccess, replica: Address): Promise<number | Unseen> => {
  try {
    const session = await openSession(access, { at: replica });
    try {
      return lagIn(await statusOf(session), replica);
    } finally {
      await session.close();
    }
  } catch (error) {
    return { unseen: `${nameOf(replica)} can’t be asked: ${messageOf(error) || codeOf(error)}` };
  }
};

/** Seconds of the slowest replica; null: there are none; unseen: at least one does not say. */
export const replicationLag = async (access: DatabaseAccess): Promise<number | null | Unseen> => {
  const lags = await Promise.all(access.replicas.map((replica) => lagOf(access, replica)));
  const unseen = lags.flatMap((lag) => (typeof lag === 'number' ? [] : [lag.unseen]));
  if (unseen.length > 0) return { unseen: unseen.join(' ') };
  return lags.length === 0 ? null : Math.max(...lags.map(Number));
};
