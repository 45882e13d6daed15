import type { Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from './database/server-error.ts';
import { numberOf } from './lint/files.ts';
import type { MigrationFile } from './lint/lint.ts';

/** The folder holds what is no migration; the message says what and what to do. */
export class FolderRefused extends Error {
  override readonly name = 'FolderRefused';
}

const mostBytes = 1_000_000;

const entriesOf = async (folder: string): Promise<readonly Dirent[]> => {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
};

const textOf = async (path: string, name: string): Promise<string> => {
  const { size } = await stat(path);
  if (size > mostBytes) throw new FolderRefused(`${name} has more than ${mostBytes} bytes; migrations are short.`);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(path));
  } catch (error) {
    if (codeOf(error) !== 'ERR_ENCODING_INVALID_ENCODED_DATA') throw error;
    throw new FolderRefused(`${name} is not UTF-8; save it as UTF-8.`);
  }
};

/** The folder's migrations in the order of their numbers; none where the folder is missing. Names that begin with a dot are no files of ours. */
export const readMigrations = async (folder: string): Promise<readonly MigrationFile[]> => {
  const entries = (await entriesOf(folder)).filter(({ name }) => !name.startsWith('.'));
  const stranger = entries.find((entry) => !entry.isFile() || numberOf(entry.name) === undefined);
  if (stranger !== undefined) {
    throw new FolderRefused(
      `${JSON.stringify(stranger.name)} is no migration: the folder may hold files NNN_name.sql and NNN_name.contract.sql only. Rename it, or take it out of the image’s folder.`,
    );
  }
  const names = entries.map(({ name }) => name).sort();
  return Promise.all(names.map(async (name) => ({ name, sql: await textOf(join(folder, name), name) })));
};
