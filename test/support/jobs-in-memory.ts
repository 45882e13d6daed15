import type { JobSight, MigratorJob, MigratorJobs } from '../../src/ports/migrator-jobs.ts';

/** `execute 2` of the Job of the second try to execute. */
export const nameOf = ({ stage, attempt }: MigratorJob): string => `${stage} ${attempt}`;

/** Jobs over plain values: what stands in `sights` is seen of those that were started. */
export const jobsInMemory = (...started: readonly string[]) => {
  const world = {
    /** Those that are there, by stage and attempt. */
    there: new Set<string>(started),
    sights: new Map<string, JobSight>(),
    /** Whether a removed pod is gone at once. */
    gone: true,
    paused: [] as boolean[],
  };
  const calls: string[] = [];
  const jobs: MigratorJobs = {
    start: async (job) => {
      calls.push(`start ${nameOf(job)}`);
      world.there.add(nameOf(job));
    },
    look: async (job) => {
      if (!world.there.has(nameOf(job))) return { state: 'absent' };
      return world.sights.get(nameOf(job)) ?? { state: 'running', progress: null };
    },
    pause: async (_, paused) => void world.paused.push(paused),
    remove: async () => {
      calls.push('remove');
      world.there.clear();
      return world.gone;
    },
  };
  return { world, calls, jobs };
};
