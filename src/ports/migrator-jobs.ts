import type { Migration, MigrationRef } from '../contracts/migration/record.ts';
import type { MigrationProgress, MigratorResult, Stage } from '../contracts/migration/result.ts';

/** One try of one stage: a Kubernetes Job of its own, whose name tells database, epoch, stage and attempt. */
export interface MigratorJob {
  readonly ref: MigrationRef;
  readonly migration: Migration;
  readonly stage: Stage;
  readonly attempt: number;
}

/** How a Job stands. */
export type JobSight =
  | { readonly state: 'absent' }
  /** `stuck` says why it can't start: an image that can't be pulled, a Secret that is not there. */
  | { readonly state: 'starting'; readonly stuck: string | null }
  | { readonly state: 'running'; readonly progress: MigrationProgress | null }
  /** `result` is null when its container was killed or said nothing that can be read; `because` tells its end. */
  | { readonly state: 'ended'; readonly result: MigratorResult | null; readonly because: string };

/** Jobs of the migrator in the service's cluster. `now` is ISO 8601. Throws `ClusterUnreachable`. */
export interface MigratorJobs {
  /** Creates the Job; one of the same name stays as it is. Throws `CandidateRejected` where Kubernetes refuses it for good. */
  start(job: MigratorJob): Promise<void>;
  look(job: MigratorJob, now: string): Promise<JobSight>;
  /** Holds or lets go the copy of a running Job, without ending it. */
  pause(job: MigratorJob, paused: boolean): Promise<void>;
  /** Ends and deletes every Job of the migration. False while a pod of one may still run: ask again. */
  remove(ref: MigrationRef, place: Pick<Migration, 'cluster' | 'namespace'>, now: string): Promise<boolean>;
}
