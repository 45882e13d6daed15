import path from 'node:path';
import type { KubernetesObject } from '@kubernetes/client-node';
import type { Policy } from '../../../src/contracts/policy.ts';
import type { Rehearsal } from '../../../src/contracts/rehearsal.ts';
import type { DatabaseAccess } from '../database/access.ts';

type Migrations = NonNullable<Policy['migrations']>;

/** `repository:tag` of the policy's migrator image, in whatever registry the policy has it. */
export function migratorImageName({ image }: Migrations): string {
  const [named = image] = image.split('@');
  const repository = /^(?:[^/]*[.:][^/]*\/)?(.+?)(?::[^:/]+)?$/.exec(named)?.[1] ?? named;
  const tag = /:([^:/]+)$/.exec(named)?.[1] ?? 'rehearsed';
  return `${repository}:${tag}`;
}

/** The migrator as an image of the rehearsal: Tidegate's own, as `npm run package` built it below `root`. */
export function migratorImages(migrations: Policy['migrations'], root: string): Rehearsal['images'] {
  if (migrations === undefined) return {};
  const command = ['node', path.join(root, 'dist', 'migrator', 'index.mjs')];
  return {
    [migratorImageName(migrations)]: {
      command,
      env: {},
      folders: {},
      readiness: { path: '/', periodSeconds: 5 },
    },
  };
}

/** The Secret from which the migrator's Jobs take how to reach the database. */
export function databaseSecret({ namespace, secret }: Migrations, access: DatabaseAccess): KubernetesObject {
  const { host, port, user, password, database } = access;
  const stringData = { host, port: String(port), user, password, database };
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name: secret, namespace }, stringData } as KubernetesObject;
}
