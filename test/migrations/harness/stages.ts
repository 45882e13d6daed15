import type { Connection } from 'mysql2/promise';
import type { Request } from '../../../migrator/command.ts';
import type { StageOptions } from '../../../migrator/context.ts';
import type { DatabaseAccess } from '../../../migrator/database/access.ts';
import { openSession, type Session } from '../../../migrator/database/session.ts';
import { logTo } from '../../../migrator/log.ts';
import { runStage } from '../../../migrator/run-stage.ts';
import type { MigratorResult, Stage } from '../../../src/contracts/migration/result.ts';
import { dropFolders, migrationFolders } from './migrator.ts';
import { type PrivateDatabase, startDatabase } from './server.ts';
import { migrator, openShop, shop } from './shop.ts';

/** Files of a folder, by name. */
export type Files = Readonly<Record<string, string>>;

/** A database on which stages run in this process, one after the other. */
export interface Stages {
  readonly database: PrivateDatabase;
  readonly root: Connection;
  /** A session as the migrator's, with its rights. */
  readonly session: Session;
  /** Everything that the stages have said since the last reset. */
  readonly log: readonly string[];
  /** Nothing but an empty shop. */
  reset(): Promise<void>;
  run(stage: Stage, files: Files, options?: Partial<StageOptions>, env?: NodeJS.ProcessEnv): Promise<MigratorResult>;
  /** Runs the stages to the first that does not pass. */
  runAll(files: Files, options?: Partial<StageOptions>): Promise<MigratorResult>;
  close(): Promise<void>;
}

const usual: StageOptions = {
  mode: 'expand',
  migration: 'shop:1',
  maxLagSeconds: 10,
  maxLoad: 'Threads_running=100',
  criticalLoad: 'Threads_running=200',
  longTransactionSeconds: 30,
  chunkTimeSeconds: 0.1,
};

const environmentOf = (database: PrivateDatabase): NodeJS.ProcessEnv => ({
  TIDEGATE_DB_HOST: '127.0.0.1',
  TIDEGATE_DB_PORT: String(database.port),
  TIDEGATE_DB_USER: migrator.user,
  TIDEGATE_DB_PASSWORD: migrator.password,
  TIDEGATE_DB_NAME: shop,
});

const runIn = async (
  database: PrivateDatabase,
  log: string[],
  stage: Stage,
  files: Files,
  options: Partial<StageOptions>,
  env: NodeJS.ProcessEnv,
): Promise<MigratorResult> => {
  const folders = migrationFolders(files);
  const request: Request = { stage, ...folders, options: { ...usual, ...options } };
  const say = logTo((text) => log.push(text), migrator.password);
  try {
    return await runStage(request, { ...environmentOf(database), ...env }, say, new AbortController().signal);
  } finally {
    dropFolders(folders);
  }
};

/** Starts a database with an empty shop; `reset` it before each test. `extra` are more of the server's options. */
export const openStages = async (extra: readonly string[] = []): Promise<Stages> => {
  const database = await startDatabase(1, extra);
  await openShop(database);
  const root = await database.root(shop);
  const access: DatabaseAccess = { host: '127.0.0.1', port: database.port, ...migrator, database: shop, replicas: [] };
  let session = await openSession(access);
  const log: string[] = [];
  const stages: Stages = {
    database,
    root,
    get session() {
      return session;
    },
    log,
    reset: async () => {
      log.length = 0;
      await session.close();
      await root.query(`DROP DATABASE ${shop}`);
      await root.query(`CREATE DATABASE ${shop} CHARACTER SET utf8mb4`);
      await root.query(`USE ${shop}`);
      session = await openSession(access);
    },
    run: (stage, files, options = {}, env = {}) => runIn(database, log, stage, files, options, env),
    runAll: async (files, options = {}) => {
      for (const stage of ['validate', 'plan', 'execute'] as const) {
        const result = await stages.run(stage, files, options);
        if (result.outcome !== 'passed') return result;
      }
      return stages.run('verify', files, options);
    },
    close: async () => {
      await session.close();
      await root.end();
      await database.close();
    },
  };
  return stages;
};
