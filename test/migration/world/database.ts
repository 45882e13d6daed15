import type { Cloud } from '../../../emulator/src/cloud.ts';
import type { Cluster } from '../../../emulator/src/kubernetes/cluster.ts';
import { type Database, type Manner, migratorOf } from './migrator.ts';

/** Where the migrator's Jobs run, and the Secret that they get. */
export interface DataPlace {
  readonly namespace: string;
  readonly secret: string;
}

const repository = 'migrator';

/** The image that `openDatabase` pushes. */
export const migratorImage = `123456789012.dkr.ecr.eu-west-1.amazonaws.com/${repository}:1`;

/** An empty database, a migrator's image that behaves so, and what its Jobs need in the cluster. */
export function openDatabase(
  { services: { ecr } }: Cloud,
  { api }: Cluster,
  { namespace, secret }: DataPlace,
  manner: Manner,
): Database {
  const database = { applied: false, dropped: false, triggers: false, changing: 0, mostChanging: 0, begun: [] };
  ecr.createRepository(repository);
  const program = migratorOf(database, manner);
  ecr.pushProgram({ repositoryName: repository, tag: '1', name: 'migrator 1', program });
  api.create('namespaces', '', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }, 'operator');
  const texts = { host: 'db', user: 'tidegate', password: 'secret', database: 'shop' };
  const encoded = Object.entries(texts).map(([key, text]) => [key, Buffer.from(text).toString('base64')]);
  const sealed = { apiVersion: 'v1', kind: 'Secret', metadata: { name: secret }, data: Object.fromEntries(encoded) };
  api.create('secrets', namespace, sealed, 'operator');
  return database;
}
