import type { MigrationOutcome, MigrationRecord } from '../../../src/contracts/migration/record.ts';
import type { Stage } from '../../../src/contracts/migration/result.ts';
import type { Shared } from '../rules.ts';

/** How a Job's container ended. `killed`: it said nothing; `nothing`: it passed, having found nothing to do. */
export type JobEnd = 'passed' | 'nothing' | 'refused' | 'failed' | 'killed';

/** A Job in the cluster, with its pod. */
export interface Job {
  readonly epoch: number;
  readonly stage: Stage;
  readonly attempt: number;
  readonly state: 'starting' | 'running' | JobEnd;
  /** Deleted, but its pod has not ended yet. */
  readonly isDeleted?: true;
  /** What only the checks read: it was created when nothing of its migration should begin any more. */
  readonly isLate?: true;
}

/** How a migration ended, as the history of its database tells. */
export type Conclusion = NonNullable<MigrationRecord['conclusion']> & { readonly holder: string };

/** All that is shared: the database's item in the ledger, the release that waits, the Jobs, the executions. */
export interface MigrationWorld extends Shared {
  readonly record: MigrationRecord | null;
  readonly past: Readonly<Record<string, Conclusion>>;
  /** Of the release that waits for the first migration. */
  readonly release: 'active' | 'aborting' | 'free';
  readonly jobs: Readonly<Record<string, Job>>;
  /** Whether triggers of a copy that did not end are in the database. */
  readonly triggers?: true;
  /** What only the checks read: stages whose Jobs passed in the present epoch. */
  readonly passed: readonly Stage[];
  /** Migrations whose execution passed, ever. */
  readonly executed: readonly number[];
  /** Whether cleaning once more by a migration that is over counts for nothing. */
  readonly trustsDatabase?: true;
}

export const worldAtFirst = ({ trustsDatabase }: Pick<MigrationWorld, 'trustsDatabase'>): MigrationWorld => ({
  ...{ record: null, past: {}, release: 'active', jobs: {}, passed: [], executed: [], executions: {} },
  ...(trustsDatabase ? { trustsDatabase } : {}),
});

const ends: readonly Job['state'][] = ['passed', 'nothing', 'refused', 'failed', 'killed'];

/** Whether its container may still do something. */
export const isAlive = ({ state }: Job): boolean => !ends.includes(state);

export const nameOf = ({ epoch, stage, attempt }: Pick<Job, 'epoch' | 'stage' | 'attempt'>): string =>
  `${stage} ${attempt} of migration ${epoch}`;

export const jobsOf = ({ jobs }: MigrationWorld, epoch: number): readonly Job[] =>
  Object.values(jobs).filter((job) => job.epoch === epoch);

/** The world with this Job instead of the one of its name. */
export const withJob = (world: MigrationWorld, job: Job): MigrationWorld => ({
  ...world,
  jobs: { ...world.jobs, [nameOf(job)]: job },
});

export const withoutJob = (world: MigrationWorld, job: Job): MigrationWorld => {
  const { [nameOf(job)]: _, ...jobs } = world.jobs;
  return { ...world, jobs };
};

/** Whether a release, or nobody's, may let this migration go on. */
export const isWanted = ({ record, release }: MigrationWorld): boolean =>
  record?.migration.release === undefined || release === 'active';

/** With these, a release goes on. */
export const goodOutcomes: readonly MigrationOutcome[] = ['migrated', 'nothing'];
