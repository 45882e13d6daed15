import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type MigrationProgress, MigratorResult } from '../../../src/contracts/migration/result.ts';
import type { PrivateDatabase } from './server.ts';
import { migrator, shop } from './shop.ts';

/** Runs from source; the bundle, if TIDEGATE_TEST_MIGRATOR names it. */
const main =
  process.env['TIDEGATE_TEST_MIGRATOR'] ?? fileURLToPath(new URL('../../../migrator/main.ts', import.meta.url));

/** The folders of a Job: they outlive its container. */
export interface MigratorFolders {
  readonly root: string;
  readonly migrations: string;
  readonly scratch: string;
  readonly control: string;
}

export interface MigratorRun {
  readonly lines: readonly string[];
  readonly progress: readonly MigrationProgress[];
  /** Resolves at the first line that has this text, those before included; rejects where the run ends without. */
  said(text: string): Promise<void>;
  /** To the whole group of processes, pt-online-schema-change included. */
  kill(signal: 'SIGKILL' | 'SIGTERM'): void;
  /** To the migrator alone, as Kubernetes sends it. */
  terminate(): void;
  readonly ended: Promise<{ readonly code: number | null; readonly result: MigratorResult | undefined }>;
}

/** Makes the folders of a Job with these files. */
export const migrationFolders = (files: Readonly<Record<string, string>>): MigratorFolders => {
  const root = mkdtempSync(join(tmpdir(), 'tidegate-migrations-'));
  const folders = {
    root,
    migrations: join(root, 'migrations'),
    scratch: join(root, 'scratch'),
    control: join(root, 'control'),
  };
  for (const folder of [folders.migrations, folders.scratch, folders.control]) mkdirSync(folder);
  for (const [name, sql] of Object.entries(files)) writeFileSync(join(folders.migrations, name), sql);
  return folders;
};

/** Takes the folders away. */
export const dropFolders = (folders: MigratorFolders): void => rmSync(folders.root, { recursive: true, force: true });

const resultIn = (file: string): MigratorResult | undefined => {
  try {
    return MigratorResult.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
};

const progressIn = (lines: readonly string[]): readonly MigrationProgress[] =>
  lines.filter((line) => line.startsWith('{"progress"')).map((line) => JSON.parse(line).progress);

interface Waiting {
  readonly text: string;
  readonly heard: () => void;
}

const listen = (child: ChildProcess, lines: string[], waiting: Waiting[]): void => {
  for (const input of [child.stdout, child.stderr]) {
    if (input === null) continue;
    createInterface({ input }).on('line', (line) => {
      lines.push(line);
      for (const each of waiting) if (line.includes(each.text)) each.heard();
    });
  }
};

/** Starts one stage as a Job would, in a group of processes of its own. */
export const startMigrator = (
  database: PrivateDatabase,
  stage: string,
  folders: MigratorFolders,
  more: readonly string[] = [],
  replicas: readonly PrivateDatabase[] = [],
): MigratorRun => {
  const message = join(folders.root, 'termination-log');
  rmSync(message, { force: true });
  const { migrations, scratch, control } = folders;
  const places = ['--migrations', migrations, '--scratch', scratch, '--control', control];
  const child = spawn(process.execPath, [main, stage, ...places, '--migration', 'test', ...more], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      TIDEGATE_DB_HOST: '127.0.0.1',
      TIDEGATE_DB_PORT: String(database.port),
      TIDEGATE_DB_USER: migrator.user,
      TIDEGATE_DB_PASSWORD: migrator.password,
      TIDEGATE_DB_NAME: shop,
      TIDEGATE_DB_REPLICAS: replicas.map(({ port }) => `127.0.0.1:${port}`).join(','),
      TIDEGATE_TERMINATION_LOG: message,
    },
  });
  const lines: string[] = [];
  const waiting: Waiting[] = [];
  listen(child, lines, waiting);
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, result: resultIn(message) }));
  return {
    lines,
    get progress() {
      return progressIn(lines);
    },
    said: (text) =>
      new Promise((heard, fail) => {
        if (lines.some((line) => line.includes(text))) heard();
        waiting.push({ text, heard });
        void ended.then(() => fail(new Error(`Nobody said ${JSON.stringify(text)}:\n${lines.join('\n')}`)));
      }),
    kill: (signal) => {
      try {
        process.kill(-(child.pid ?? 0), signal);
      } catch (error) {
        const isGone = error !== null && typeof error === 'object' && 'code' in error && error.code === 'ESRCH';
        if (!isGone) throw error;
      }
    },
    terminate: () => void child.kill('SIGTERM'),
    ended,
  };
};
