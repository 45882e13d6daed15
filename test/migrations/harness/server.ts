import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Connection, createConnection } from 'mysql2/promise';
import { mariadb } from './mariadb.ts';
import { mysql } from './mysql.ts';
import type { ServerKind } from './server-kind.ts';

/** A private server on 127.0.0.1 with data of its own, which go when it is closed. */
export interface PrivateDatabase {
  readonly port: number;
  readonly pid: number;
  /** A connection as root; the caller ends it. */
  root(database?: string): Promise<Connection>;
  close(): Promise<void>;
}

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('The system gave no port.');
  return address.port;
};

const owner = (): readonly string[] => (userInfo().uid === 0 ? ['--user=root'] : []);

/** Which server the tests run on: MariaDB, or with TIDEGATE_TEST_SERVER=mysql MySQL 8.0. */
export const serverKind: ServerKind = process.env['TIDEGATE_TEST_SERVER'] === 'mysql' ? mysql : mariadb;

/** Sized for two cores that also run the client; the log is flushed once a second, as many servers on network disks do. */
const settings = (folder: string, port: number, serverId: number): readonly string[] => [
  '--no-defaults',
  ...owner(),
  `--datadir=${folder}/data`,
  `--socket=${folder}/socket`,
  `--pid-file=${folder}/pid`,
  `--port=${port}`,
  '--bind-address=127.0.0.1',
  '--skip-name-resolve',
  `--server-id=${serverId}`,
  `--report-host=127.0.0.1`,
  `--report-port=${port}`,
  `--log-bin=${folder}/data/binlog`,
  '--binlog-format=ROW',
  '--sync-binlog=0',
  '--log-bin-trust-function-creators=1',
  '--innodb-flush-log-at-trx-commit=2',
  '--innodb-buffer-pool-size=256M',
  '--innodb-log-file-size=128M',
  '--character-set-server=utf8mb4',
  '--max-connections=200',
  '--slave-net-timeout=5',
  ...serverKind.settings,
];

const connected = async (port: number, server: ChildProcess, log: string): Promise<void> => {
  for (let tries = 0; tries < 600; tries += 1) {
    if (server.exitCode !== null) throw new Error(`the server ended: ${readFileSync(log, 'utf8').slice(-2000)}`);
    try {
      await (await createConnection({ host: '127.0.0.1', port, user: 'root' })).end();
      return;
    } catch {
      await delay(50);
    }
  }
  throw new Error(`the server did not answer: ${readFileSync(log, 'utf8').slice(-2000)}`);
};

/** Installs and starts a server; `extra` are more of its options. */
export const startDatabase = async (serverId = 1, extra: readonly string[] = []): Promise<PrivateDatabase> => {
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-database-'));
  serverKind.prepare(folder, owner());
  const port = await freePort();
  const log = openSync(join(folder, 'log'), 'a');
  const server = spawn(serverKind.command(), [...settings(folder, port, serverId), ...extra], {
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const ended = once(server, 'exit');
  const endWithUs = () => server.kill('SIGKILL');
  process.once('exit', endWithUs);
  try {
    await connected(port, server, join(folder, 'log'));
  } catch (error) {
    server.kill('SIGKILL');
    throw error;
  }
  return {
    port,
    pid: server.pid ?? 0,
    root: (database) =>
      createConnection({ host: '127.0.0.1', port, user: 'root', ...(database !== undefined && { database }) }),
    close: async () => {
      server.kill('SIGKILL');
      await ended;
      process.off('exit', endWithUs);
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** A server that repeats everything the other writes from now on. */
export const startReplica = async (of: PrivateDatabase): Promise<PrivateDatabase> => {
  const replica = await startDatabase(2);
  const [source, target] = [await of.root(), await replica.root()];
  await source.query(`CREATE USER IF NOT EXISTS 'replica'@'127.0.0.1' IDENTIFIED ${serverKind.account} BY 'replica'`);
  await source.query("GRANT REPLICATION SLAVE ON *.* TO 'replica'@'127.0.0.1'");
  await target.query(
    `CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT=${of.port}, MASTER_USER='replica', MASTER_PASSWORD='replica',
     ${serverKind.follow}, MASTER_CONNECT_RETRY=1`,
  );
  await target.query('START SLAVE');
  await Promise.all([source.end(), target.end()]);
  return replica;
};
