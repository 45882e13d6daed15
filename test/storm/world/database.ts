import type { Cloud } from '../../../emulator/src/cloud.ts';
import type { Cluster } from '../../../emulator/src/kubernetes/cluster.ts';
import { type Database, migratorOf } from '../../migration/world/migrator.ts';
import { flagKey } from './policy.ts';
import { dataNamespace, repository, secret } from './shop-database.ts';

/** The flag that must be on, and the version from which on the old shape is not needed. */
const contract = { flag: flagKey, since: '1.1.0' };

/** A database with one table, a migrator's image, and what its Jobs need in the cluster. */
export function openDatabase({ services }: Cloud, { api }: Cluster): Database {
  const database = { applied: false, dropped: false, triggers: false, changing: 0, mostChanging: 0, begun: [] };
  const program = migratorOf(database, { copySeconds: 60, contract });
  services.ecr.createRepository(repository);
  services.ecr.pushProgram({ repositoryName: repository, tag: '1', name: 'migrator 1', program });
  const metadata = { name: dataNamespace };
  api.create('namespaces', '', { apiVersion: 'v1', kind: 'Namespace', metadata }, 'operator');
  const texts = { host: 'db', user: 'tidegate', password: 'secret', database: 'shop' };
  const encoded = Object.entries(texts).map(([key, text]) => [key, Buffer.from(text).toString('base64')]);
  const sealed = { apiVersion: 'v1', kind: 'Secret', metadata: { name: secret }, data: Object.fromEntries(encoded) };
  api.create('secrets', dataNamespace, sealed, 'operator');
  return database;
}
