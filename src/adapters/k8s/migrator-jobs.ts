import type { MigrationRef } from '../../contracts/migration/record.ts';
import type { MigratorJobs } from '../../ports/migrator-jobs.ts';
import { openedOnce } from './api-server.ts';
import type { ClusterAccess } from './cluster-access.ts';
import { lookAt } from './inspect-look.ts';
import { type JobsReach, lookAtJob } from './look-at-migrator.ts';
import { isLost } from './lost-pod.ts';
import { migratorJobManifest } from './migrator-job-manifest.ts';
import { controlName, labelsOf, migratorRights } from './migrator-names.ts';
import { hasEnded, isFinished } from './migrator-sight.ts';
import { kubernetesObjects } from './objects.ts';
import { pauseMigrator } from './pause-migrator.ts';
import { selectorText } from './selectors.ts';

/** The migrator as Kubernetes Jobs in a namespace of the service's cluster. */
export const migratorJobs = (access: ClusterAccess): MigratorJobs => {
  const open = openedOnce();
  const reach = async (cluster: string): Promise<JobsReach> => {
    const server = await open(await access(cluster));
    return { server, objects: kubernetesObjects(server, migratorRights) };
  };
  return {
    start: async (job) => (await reach(job.migration.cluster)).objects.create('Job', migratorJobManifest(job)),
    look: async (job, now) => lookAtJob(await reach(job.migration.cluster), job, now),
    pause: async (job, paused) => pauseMigrator((await reach(job.migration.cluster)).objects, job, paused),
    remove: async (ref, { cluster, namespace }, now) => removeJobs(await reach(cluster), ref, namespace, now),
  };
};

/** A Job that was still under way may get its pod at this very moment: only the next look can tell that there is none. */
const removeJobs = async ({ server, objects }: JobsReach, ref: MigrationRef, namespace: string, now: string) => {
  const selector = selectorText({ matchLabels: labelsOf(ref) });
  const jobs = (await objects.list('Job', namespace, selector)).filter(
    ({ metadata }) => metadata?.deletionTimestamp === undefined,
  );
  for (const job of jobs) await objects.remove('Job', job);
  const control = await objects.get('ConfigMap', namespace, controlName(ref));
  if (control !== undefined) await objects.remove('ConfigMap', control);
  const look = lookAt(server);
  const unended = (await objects.pods(namespace, selector)).filter((pod) => !hasEnded(pod));
  const lost = await Promise.all(unended.map((pod) => isLost(look, pod, now)));
  return jobs.every(isFinished) && lost.every((one) => one);
};
