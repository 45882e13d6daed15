import type { Session } from '../database/session.ts';
import { replicaTable } from './names.ts';

/** Lists the replicas for pt-online-schema-change, without a password: that is in the defaults file. Answers the table's name, if there are any. */
export const listReplicas = async (session: Session, defaultsFile: string): Promise<string | undefined> => {
  const { replicas } = session.access;
  if (replicas.length === 0) return undefined;
  await session.run('DROP TABLE IF EXISTS ??', [replicaTable]);
  await session.run('CREATE TABLE ?? (id INT NOT NULL PRIMARY KEY, parent_id INT NULL, dsn VARCHAR(255) NOT NULL)', [
    replicaTable,
  ]);
  for (const [index, { host, port }] of replicas.entries()) {
    await session.run('INSERT INTO ?? (id, dsn) VALUES (?, ?)', [
      replicaTable,
      index + 1,
      `F=${defaultsFile},h=${host},P=${port}`,
    ]);
  }
  return replicaTable;
};

/** Drops the list. */
export const forgetReplicas = async (session: Session): Promise<void> => {
  await session.run('DROP TABLE IF EXISTS ??', [replicaTable]);
};
