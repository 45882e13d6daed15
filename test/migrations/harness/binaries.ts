import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The Debian packages that bring every program that these tests start. */
export const packages = ['mariadb-server', 'percona-toolkit'] as const;

const programs = ['mariadbd', 'mariadb-install-db', 'pt-online-schema-change', 'perl'] as const;

/** Where Debian puts servers; not on every user's PATH. */
const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** The program's absolute path, or undefined where it is not installed. */
export const pathOf = (program: string): string | undefined =>
  folders.map((folder) => join(folder, program)).find(isExecutable);

/** The program's absolute path; throws where it is not installed. */
export const program = (name: string): string => {
  const path = pathOf(name);
  if (path === undefined) throw new Error(`${name} is not installed.`);
  return path;
};

/** Why tests that need a real database can't run here, as a sentence; undefined where they can. */
export const whyNoDatabase = (): string | undefined => {
  const missing = programs.filter((program) => pathOf(program) === undefined);
  return missing.length === 0
    ? undefined
    : `skipped, because ${missing.join(' and ')} can't be found: install Debian's ${packages.join(' and ')}`;
};
