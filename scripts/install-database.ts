/**
 * Installs Debian's MariaDB and percona-toolkit, with which migrations are tested, where they are missing and this user may install packages.
 * Where that can't be, it says what to install; with --needed it then fails on CI.
 */
import { spawnSync } from 'node:child_process';
import { userInfo } from 'node:os';
import { packages, pathOf, whyNoDatabase } from '../test/migrations/harness/binaries.ts';

const succeeds = (command: string, ...words: readonly string[]): boolean =>
  spawnSync(command, words, { stdio: 'ignore' }).status === 0;

const asRoot = (): readonly string[] | undefined => {
  if (pathOf('apt-get') === undefined) return undefined;
  if (userInfo().uid === 0) return [];
  return succeeds('sudo', '-n', 'true') ? ['sudo', '-n'] : undefined;
};

/** Without a runlevel, packages do not start their servers: tests start their own. */
const environment = ['env', 'DEBIAN_FRONTEND=noninteractive', 'RUNLEVEL=1'] as const;

const apt = (root: readonly string[], ...words: readonly string[]): boolean => {
  const [command = 'env', ...before] = [...root, ...environment];
  return spawnSync(command, [...before, 'apt-get', ...words], { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
};

const install = (): boolean => {
  const root = asRoot();
  if (root === undefined) return false;
  console.log(`Installing ${packages.join(' and ')}, with which migrations are tested.`);
  apt(root, '-qq', 'update');
  return apt(root, '-qq', 'install', '--yes', '--no-install-recommends', ...packages);
};

if (whyNoDatabase() !== undefined && !install()) {
  console.log(`Tests of migrations are ${whyNoDatabase()}.`);
  if (process.argv.includes('--needed') && process.env['CI'] === 'true') process.exitCode = 1;
}
