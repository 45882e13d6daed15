import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import path from 'node:path';
import { BadInput } from '../../exit.ts';

/** Absolute paths of the programs that a database of a rehearsal needs here. */
export interface DatabasePrograms {
  readonly server: string;
  readonly install: string;
}

/** What must be installed, and the Debian package that brings it. */
const needed = {
  mariadbd: 'mariadb-server',
  'mariadb-install-db': 'mariadb-server',
  'pt-online-schema-change': 'percona-toolkit',
} as const;
type Program = keyof typeof needed;

/** Debian puts servers there, and not every user has it on the PATH. */
const forServers = ['/usr/sbin', '/usr/local/sbin'];

/** Finds the programs; throws BadInput that says what to install where one is missing. */
export async function findPrograms(searchPath: string): Promise<DatabasePrograms> {
  const folders = [...searchPath.split(path.delimiter), ...forServers];
  const names = Object.keys(needed) as Program[];
  const found = await Promise.all(names.map(async (name) => [name, await pathOf(name, folders)] as const));
  const missing = found.filter(([, at]) => at === undefined).map(([name]) => name);
  if (missing.length > 0) throw new BadInput(whatIsMissing(missing));
  const paths = new Map(found);
  return { server: paths.get('mariadbd') ?? '', install: paths.get('mariadb-install-db') ?? '' };
}

function whatIsMissing(programs: readonly Program[]): string {
  const packages = [...new Set(programs.map((name) => needed[name]))].join(' ');
  return (
    `this rehearsal has a database, and ${programs.join(', ')} cannot be found on this machine: ` +
    `install the Debian packages ${packages} (\`apt-get install ${packages}\`)`
  );
}

async function pathOf(name: string, folders: readonly string[]): Promise<string | undefined> {
  for (const folder of folders) {
    const candidate = path.join(folder, name);
    const isThere = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return candidate;
  }
  return undefined;
}
