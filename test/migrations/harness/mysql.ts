import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerKind } from './server-kind.ts';

/** Where `npm run install:mysql` puts Oracle's MySQL 8.0. */
export const mysqlFolder = join(import.meta.dirname, '../../../node_modules/.cache/tidegate/mysql-8.0.12');

/** The server itself. */
export const mysqld = join(mysqlFolder, 'bin/mysqld');

/** Whether `npm run install:mysql` was run. */
export const hasMysql = (): boolean => existsSync(mysqld);

const whereItIs = [`--basedir=${mysqlFolder}`, `--lc-messages-dir=${mysqlFolder}/share`] as const;

/** Without names of hosts, 127.0.0.1 is not localhost. */
const rootByAddress = `CREATE USER 'root'@'127.0.0.1' IDENTIFIED WITH mysql_native_password BY '';
GRANT ALL ON *.* TO 'root'@'127.0.0.1' WITH GRANT OPTION;
`;

/** Oracle's MySQL 8.0, with that version's own way of logging in (`caching_sha2_password`). */
export const mysql: ServerKind = {
  name: 'mysql',
  prepare: (folder, owner) => {
    writeFileSync(`${folder}/init.sql`, rootByAddress);
    const files = [`--datadir=${folder}/data`, `--init-file=${folder}/init.sql`];
    const words = ['--no-defaults', ...owner, ...whereItIs, '--initialize-insecure', ...files];
    const made = spawnSync(mysqld, words, { encoding: 'utf8' });
    if (made.status !== 0) throw new Error(`mysqld --initialize-insecure failed: ${made.error ?? made.stderr}`);
  },
  command: () => mysqld,
  settings: [...whereItIs, '--mysqlx=OFF', '--gtid-mode=ON', '--enforce-gtid-consistency=ON'],
  account: 'WITH caching_sha2_password',
  ownRights: ['REFERENCES'],
  grants: 'PROCESS, REPLICATION CLIENT',
  follow: 'MASTER_AUTO_POSITION=1, GET_MASTER_PUBLIC_KEY=1',
};
