import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Failure } from '../../exit.ts';
import type { DatabaseAccess } from './access.ts';
import { canConnect } from './connection.ts';
import type { DatabasePrograms } from './programs.ts';
import { reapWithUs } from './reaper.ts';

/** A private MariaDB with data of its own, on 127.0.0.1. */
export interface DatabaseServer {
  /** Resolves when its process has ended, for whatever reason, with what it last said. */
  readonly ended: Promise<string>;
  /** Ends it; resolves when its process and its data are gone. */
  stop(): Promise<void>;
}

export interface ServerOptions {
  readonly programs: DatabasePrograms;
  readonly port: number;
  /** SQL that it runs before it takes its first connection, a statement a line. */
  readonly first: readonly string[];
  /** An account that the SQL makes; the server is ready when it can log in. */
  readonly account: DatabaseAccess;
  readonly signal: AbortSignal;
}

const startsWithinMs = 60_000;
const pollEveryMs = 50;

/** Starts a server that ends with this process at the latest; throws a Failure with what it said when it does not start. */
export async function startServer(options: ServerOptions): Promise<DatabaseServer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tidegate-mariadb-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    await install(options, folder);
    const { child, said } = await launch(options, folder);
    const dismiss = reapWithUs(child.pid ?? 0, folder);
    const ended = once(child, 'exit').then(() => said());
    const stop = async (): Promise<void> => {
      child.kill('SIGKILL');
      await ended;
      await remove();
      dismiss();
    };
    await ready(options, ended).catch((error) => stop().then(() => Promise.reject(error)));
    return { ended, stop };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** A port that was free just now. */
export async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  listener.close();
  await once(listener, 'close');
  if (address === null || typeof address === 'string') throw new Failure('this machine has no free port');
  return address.port;
}

/** MariaDB runs as root only when it is told so by name. */
const owner = (): string => `--user=${userInfo().username}`;

async function install({ programs, signal }: ServerOptions, folder: string): Promise<void> {
  const root = ['--auth-root-authentication-method=socket', `--auth-root-socket-user=${userInfo().username}`];
  const flags = ['--no-defaults', `--datadir=${path.join(folder, 'data')}`, '--skip-test-db', owner(), ...root];
  await promisify(execFile)(programs.install, flags, { signal }).catch((error: Error & { stderr?: string }) => {
    throw signal.aborted ? signal.reason : new Failure(`mariadb-install-db failed:\n${error.stderr || error.message}`);
  });
}

interface Launched {
  readonly child: ChildProcess;
  readonly said: () => string;
}

async function launch({ programs, port, first }: ServerOptions, folder: string): Promise<Launched> {
  const initFile = path.join(folder, 'first.sql');
  await writeFile(initFile, `${first.join('\n')}\n`, { mode: 0o600 });
  const flags = [
    '--no-defaults',
    owner(),
    `--datadir=${path.join(folder, 'data')}`,
    `--socket=${path.join(folder, 'socket')}`,
    `--pid-file=${path.join(folder, 'pid')}`,
    `--init-file=${initFile}`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    '--skip-name-resolve',
    '--skip-log-bin',
    '--innodb-flush-log-at-trx-commit=2',
    '--innodb-buffer-pool-size=128M',
  ];
  const child = spawn(programs.server, flags, { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
  let text = '';
  child.stderr.setEncoding('utf8').on('data', (more: string) => {
    text = `${text}${more}`.slice(-rememberedCharacters);
  });
  await once(child, 'spawn');
  return { child, said: () => text };
}

const rememberedCharacters = 4_000;

async function ready({ account, signal }: ServerOptions, ended: Promise<string>): Promise<void> {
  const failed = ended.then((said): never => {
    throw new Failure(`the rehearsal's MariaDB has ended at its start:\n${said}`);
  });
  const begun = performance.now();
  const isReady = async (): Promise<void> => {
    while (!(await canConnect(account))) {
      if (performance.now() - begun > startsWithinMs)
        throw new Failure(`the rehearsal's MariaDB takes no connection after ${startsWithinMs / 1_000} s`);
      await delay(pollEveryMs, undefined, { signal });
    }
  };
  await Promise.race([isReady(), failed]);
}
