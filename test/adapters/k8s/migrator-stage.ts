import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KubernetesObject } from '@kubernetes/client-node';
import type { Image } from '../../../emulator/src/ports.ts';
import { migratorJobs } from '../../../src/adapters/k8s/migrator-jobs.ts';
import type { Migration } from '../../../src/contracts/migration/record.ts';
import type { MigratorJob } from '../../../src/ports/migrator-jobs.ts';
import type { TestCluster } from '../../support/cluster.ts';
import { migrationWith } from '../../support/migration-facts.ts';

/** What a migrator needs of a Job, for a test to change. */
export const migratorJobWith = (
  changes: Partial<Omit<MigratorJob, 'migration'>> = {},
  migration: Partial<Migration> = {},
): MigratorJob => ({
  ...{ ref: { database: 'shop', epoch: 3 }, stage: 'validate', attempt: 1 },
  ...changes,
  migration: { ...migrationWith().migration, ...migration },
});

/** Images by tag: `migrator` is the stand-in, `orders` has migrations, `bare` has none, and no other can be pulled. */
export const migrationImages = () => {
  const folder = mkdtempSync(join(tmpdir(), 'migrations-'));
  for (const file of ['001_a.sql', '002_b.sql']) writeFileSync(join(folder, file), 'CREATE TABLE a (id int);\n');
  const standIn = new URL('./migrator-stand-in.mjs', import.meta.url).pathname;
  const image = (command: readonly string[], folders: Image['folders'] = {}) => ({ command, folders });
  const images = new Map([
    ['migrator', image([process.execPath, standIn])],
    ['orders', image(['false'], { '/migrations': folder })],
    ['bare', image(['false'])],
  ]);
  return {
    pull: (reference: string): Image | undefined => {
      const found = images.get(reference.split(':').at(-1) ?? '');
      return found && { ...found, repository: reference, digest: 'sha256:0', tags: [], env: {} };
    },
    close: () => rmSync(folder, { recursive: true }),
  };
};

let stages = 0;

/** A namespace of its own in the cluster, with Secrets whose names say what the stand-in of the migrator does. */
export const createMigratorStage = async ({ kubeConfig, api }: TestCluster, labels: Record<string, string> = {}) => {
  const namespace = `data-${process.pid}-${Date.now().toString(36)}-${++stages}`;
  await api.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels } });
  for (const name of ['passes', 'refuses', 'dies', 'copies']) {
    const stringData = { host: 'db.internal', user: 'tidegate', password: 'hunter2', database: name };
    const data = Object.fromEntries(Object.entries(stringData).map(([key, text]) => [key, btoa(text)]));
    await api.create({ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, data } as KubernetesObject);
  }
  const jobs = migratorJobs(async () => kubeConfig);
  const now = () => new Date().toISOString();
  return {
    namespace,
    jobs,
    job: (secret: string, changes: Partial<MigratorJob> = {}, migration: Partial<Migration> = {}): MigratorJob =>
      migratorJobWith(changes, {
        ...{ namespace, secret, migrator: 'shop/tidegate:migrator', image: 'shop/orders:orders' },
        ...migration,
      }),
    look: (job: MigratorJob) => jobs.look(job, now()),
    remove: ({ ref, migration }: MigratorJob) => jobs.remove(ref, migration, now()),
    /** Names of the objects of a kind. */
    names: async (apiVersion: string, kind: string): Promise<readonly string[]> => {
      const { items } = await api.list(apiVersion, kind, namespace);
      return items.map(({ metadata }) => metadata?.name ?? '').filter((name) => name !== 'kube-root-ca.crt');
    },
    close: () => api.delete({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }),
  };
};
