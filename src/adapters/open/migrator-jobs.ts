import type { MigratorJobs } from '../../ports/migrator-jobs.ts';
import { migratorJobs } from '../k8s/migrator-jobs.ts';
import { openClusterAccess } from './cluster-access.ts';

/** The migrator's Jobs, with the function's own rights in the cluster. */
export const openMigratorJobs = (): MigratorJobs => migratorJobs(openClusterAccess());
