import type { Call } from '../process-states.ts';
import { isAlive, type MigrationWorld, nameOf } from './world.ts';

/** The function, and for which migration it works. */
export const who = ({ program, epoch }: Call): string =>
  epoch === null ? program : `${program} of migration ${epoch}`;

const shown = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return '';
  const { stage, attempt, outcome, said, status } = value as Record<string, unknown>;
  return [stage, attempt, outcome, said, status]
    .filter((part) => typeof part !== 'object' && part !== undefined)
    .join(' ');
};

/** `jobs.start execute 1` */
export const called = ({ port, method, args }: Call): string =>
  [`${port}.${method}`, ...args.map(shown)].filter((part) => part !== '').join(' ');

const shownJobs = ({ jobs }: MigrationWorld): string =>
  Object.values(jobs)
    .map((job) => `${nameOf(job)} ${job.state}${job.isDeleted && isAlive(job) ? ' (deleted)' : ''}`)
    .join(', ') || 'none';

const shownLock = ({ record }: MigrationWorld): string => {
  if (record === null) return 'never locked';
  const { epoch, status, run, conclusion } = record;
  return [`migration ${epoch} ${status}`, run && `${run.stage} ${run.attempt}`, conclusion?.outcome]
    .filter((part) => part !== undefined)
    .join(', ');
};

/** Lock, release, Jobs and what is left in the database, in one line. */
export const shownWorld = (world: MigrationWorld): string =>
  [
    shownLock(world),
    `release 7 ${world.release}`,
    `Jobs: ${shownJobs(world)}`,
    ...(world.triggers ? ['triggers of a copy are there'] : []),
  ].join(' · ');
