import { spawnSync } from 'node:child_process';
import { program } from './binaries.ts';
import type { ServerKind } from './server-kind.ts';

/** Debian's MariaDB. */
export const mariadb: ServerKind = {
  name: 'mariadb',
  prepare: (folder, owner) => {
    const words = [
      '--no-defaults',
      `--datadir=${folder}/data`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
      ...owner,
    ];
    const installed = spawnSync(program('mariadb-install-db'), words, { encoding: 'utf8' });
    if (installed.status !== 0) throw new Error(`mariadb-install-db failed: ${installed.stdout}${installed.stderr}`);
  },
  command: () => program('mariadbd'),
  settings: [],
  account: '',
  ownRights: [],
  grants: 'PROCESS, REPLICATION CLIENT, REPLICA MONITOR',
  follow: 'MASTER_USE_GTID=slave_pos',
};
