import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatabaseAccess } from '../database/access.ts';

const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

/** By this very word, the client means a file on its own machine; names of hosts are read in any case. */
const hostByNetwork = (host: string): string => (host === 'localhost' ? 'LOCALHOST' : host);

/** The text of a defaults file, from which clients take what must not be an argument. Without a value, MariaDB's client takes an option for 0. https://mariadb.com/kb/en/configuring-mariadb-with-option-files/ */
export const defaultsOf = (access: DatabaseAccess, caFile: string | undefined): string =>
  [
    '[client]',
    `host=${quoted(hostByNetwork(access.host))}`,
    `port=${access.port}`,
    'protocol=tcp',
    `user=${quoted(access.user)}`,
    `password=${quoted(access.password)}`,
    ...(caFile === undefined ? [] : [`ssl-ca=${quoted(caFile)}`, 'ssl-verify-server-cert=1']),
    '',
  ].join('\n');

/** Writes the defaults file into the scratch folder, for this user only; answers its path. */
export const writeDefaultsFile = async (access: DatabaseAccess, scratch: string): Promise<string> => {
  const caFile = access.ca === undefined ? undefined : join(scratch, 'database-ca.pem');
  if (caFile !== undefined) await writeFile(caFile, access.ca ?? '', { mode: 0o600 });
  const path = join(scratch, 'client.cnf');
  await writeFile(path, defaultsOf(access, caFile), { mode: 0o600 });
  return path;
};
