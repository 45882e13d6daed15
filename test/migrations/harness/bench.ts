import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { dropFolders, type MigratorFolders, type MigratorRun, migrationFolders, startMigrator } from './migrator.ts';
import { type PrivateDatabase, startDatabase } from './server.ts';
import { fillOrders, openShop, shop } from './shop.ts';

/** A database with 60,000 orders, and one migration that is waiting for them. */
export interface Bench {
  readonly database: PrivateDatabase;
  readonly root: Connection;
  readonly folders: MigratorFolders;
  /** Orders as they were filled in, no history, and a folder with one migration. */
  reset(): Promise<void>;
  /** Starts a stage; it copies slowly. */
  start(stage: 'execute' | 'clean', more?: readonly string[], replicas?: readonly PrivateDatabase[]): MigratorRun;
  /** Starts execute and pauses it when its triggers are there, and of its rows the last, and perhaps some more. */
  pausedInCopy(): Promise<MigratorRun>;
  pause(): void;
  resume(): void;
  /** Rows of the copy. */
  copied(): Promise<number>;
  close(): Promise<void>;
}

const rows = 60_000;

/** The bench's migration. */
export const waiting = {
  file: '001_grade.sql',
  sql: 'ALTER TABLE orders ADD COLUMN grade INT NOT NULL DEFAULT 5;',
} as const;

const patienceMs = 50_000;

/** Resolves when it is true; gives up before a test's own time limit, so that nothing goes on asking afterwards. */
export const until = async (isTrue: () => boolean | Promise<boolean>): Promise<void> => {
  const began = performance.now();
  while (!(await isTrue())) {
    if (performance.now() - began > patienceMs) throw new Error(`In vain was waited for ${isTrue}`);
    await delay(20);
  }
};

interface Counted extends RowDataPacket {
  readonly rows: number;
}

/** Opens a bench; `reset` it before each test. */
export const openBench = async (): Promise<Bench> => {
  const database = await startDatabase();
  await openShop(database);
  const root = await database.root();
  let folders = migrationFolders({});
  const pauseFile = (): string => join(folders.control, 'pause');
  const bench: Bench = {
    database,
    root,
    get folders() {
      return folders;
    },
    reset: async () => {
      dropFolders(folders);
      folders = migrationFolders({ [waiting.file]: waiting.sql });
      await root.query(`DROP TABLE IF EXISTS ${shop}.tidegate_migrations`);
      await fillOrders(root, 'orders', rows);
    },
    start: (stage, more = [], replicas = []) =>
      startMigrator(database, stage, folders, ['--chunk-time', '0.01', ...more], replicas),
    pausedInCopy: async () => {
      const run = bench.start('execute');
      await run.said('Creating triggers');
      bench.pause();
      await run.said('"doing":"paused"');
      return run;
    },
    pause: () => writeFileSync(pauseFile(), ''),
    resume: () => rmSync(pauseFile()),
    copied: async () => {
      const [found] = await root.query<Counted[]>(`SELECT COUNT(*) AS \`rows\` FROM ${shop}._orders_new`);
      return found[0]?.rows ?? 0;
    },
    close: async () => {
      await root.end();
      await database.close();
      if (existsSync(folders.root)) dropFolders(folders);
    },
  };
  return bench;
};
