import type { MigrationRef } from '../../contracts/migration/record.ts';
import type { MigratorJob } from '../../ports/migrator-jobs.ts';

/** Labels of everything that is made for a migration. Never the service's: a release removes what has that. */
const labels = {
  manager: 'app.kubernetes.io/managed-by',
  database: 'tidegate.dev/database',
  epoch: 'tidegate.dev/epoch',
  stage: 'tidegate.dev/stage',
} as const;

/** The migration's own name in the database's history, such as `shop-3`. */
export const migrationId = ({ database, epoch }: MigrationRef): string => `${database}-${epoch}`;

/** The ConfigMap whose keys are the files of the control folder. */
export const controlName = (ref: MigrationRef): string => `tidegate-${migrationId(ref)}`;

/** At most 63 characters, as a Job's name is a label of its pods: a database has 30, an epoch 10, an attempt 3. */
export const jobName = ({ ref, stage, attempt }: Pick<MigratorJob, 'ref' | 'stage' | 'attempt'>): string =>
  `${controlName(ref)}-${stage}-${attempt}`;

export const labelsOf = ({ database, epoch }: MigrationRef): Record<string, string> => ({
  [labels.manager]: 'tidegate',
  [labels.database]: database,
  [labels.epoch]: String(epoch),
});

export const labelsOfJob = ({ ref, stage }: Pick<MigratorJob, 'ref' | 'stage'>): Record<string, string> => ({
  ...labelsOf(ref),
  [labels.stage]: stage,
});

/** The containers of a migrator's pod. */
export const containers = { copy: 'copy-migrations', migrator: 'migrator' } as const;

/** Where the rights of the functions that speak to migrators are written down. */
export const migratorRights = 'infra/kubernetes-migrations-rbac.yml';
