import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { BadInput } from '../../exit.ts';
import type { RehearsalFolder } from '../folder.ts';
import { accountStatements, accountsOf, type RehearsedDatabase, urlOf } from './access.ts';
import { runScript } from './connection.ts';
import type { DatabasePrograms } from './programs.ts';
import { freePort, startServer } from './server.ts';

/** The databases of a rehearsal, on one server. */
export interface RunningDatabases {
  readonly byName: ReadonlyMap<string, RehearsedDatabase>;
  /** What every program is told: each database's URL in its variable. */
  readonly env: Readonly<Record<string, string>>;
  /** Resolves when the server has ended by itself, with what it last said; never where there is none. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

/** A rehearsal without databases. */
export const noDatabases: RunningDatabases = {
  byName: new Map(),
  env: {},
  ended: new Promise(() => undefined),
  stop: () => Promise.resolve(),
};

/** Starts a server with the databases of the folder and fills them by its schema files; throws BadInput where one is wrong. */
export async function startDatabases(
  { folder, rehearsal }: RehearsalFolder,
  programs: DatabasePrograms,
  signal: AbortSignal,
): Promise<RunningDatabases> {
  const port = await freePort();
  const wanted = Object.entries(rehearsal.databases).map(([name, { schema, env }]) => {
    return { name, schema, env, accounts: accountsOf(name, { host: '127.0.0.1', port }) };
  });
  const [some] = wanted;
  if (some === undefined) return noDatabases;
  const texts = await Promise.all(wanted.map(({ name, schema }) => schemaText(path.resolve(folder, schema), name)));
  const first = wanted.flatMap(({ accounts }) => accountStatements(accounts));
  const server = await startServer({ programs, port, first, account: some.accounts.program, signal });
  try {
    for (const [index, { name, schema, accounts }] of wanted.entries())
      await fill(accounts, texts[index] ?? '', `databases.${name}.schema: ${schema}`);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return {
    byName: new Map(wanted.map(({ name, accounts }) => [name, accounts])),
    env: Object.fromEntries(wanted.map(({ env, accounts }) => [env, urlOf(accounts.program)])),
    ended: server.ended,
    stop: server.stop,
  };
}

async function schemaText(file: string, name: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new BadInput(`databases.${name}.schema: ${file} cannot be read (${error.code})`);
  });
}

async function fill({ migrator }: RehearsedDatabase, sql: string, what: string): Promise<void> {
  await runScript(migrator, sql).catch((error: Error) => {
    throw new BadInput(`${what}: the database refuses it: ${error.message}`);
  });
}
