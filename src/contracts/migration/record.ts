/** A migration as the ledger keeps it: one item for each database. zod/mini: every stage function loads this. */
import * as z from 'zod/mini';
import { Asked, ReleaseRef, Version } from '../release.ts';
import { Answer } from '../verdict.ts';
import { MigrationProgress, MigratorResult, Stage } from './result.ts';

/** Which migration: the database and its fencing number. */
export const MigrationRef = z.strictObject({ database: z.string(), epoch: z.int() });
export type MigrationRef = z.infer<typeof MigrationRef>;

/** `expand` widens the schema before a version comes; `contract` drops what no version needs any more. */
export const MigrationMode = z.enum(['expand', 'contract']);
export type MigrationMode = z.infer<typeof MigrationMode>;

/** What a migration does in turn. `contract`: waits until nothing needs the old shape, in contract mode only. */
export const MigrationStep = z.enum(['validate', 'contract', 'dryRun', 'execute', 'verify', 'record']);
export type MigrationStep = z.infer<typeof MigrationStep>;

/** Limits as the policy had them at admission; times in seconds. */
export const MigrationTerms = z.strictObject({
  withinSeconds: z.int(),
  longTransactionSeconds: z.int(),
  retentionSeconds: z.int(),
  maxLagSeconds: z.int(),
  maxLoad: z.string(),
  criticalLoad: z.string(),
  approval: z.enum(['never', 'large', 'always']),
  largeRows: z.int(),
  largeSeconds: z.int(),
  askSeconds: z.int(),
  baseline: z.optional(z.int()),
  rdsInstance: z.optional(z.string()),
  /** While one of these alarms fires, the copy is paused. */
  incidents: z.array(z.string()),
});
export type MigrationTerms = z.infer<typeof MigrationTerms>;

/** All of a migration that never changes after admission. */
export const Migration = z.strictObject({
  service: z.string(),
  /** Whose schema it is. */
  to: Version,
  /** The image that the migrations come out of, by digest. */
  image: z.string(),
  folder: z.string(),
  mode: MigrationMode,
  /** The release that waits for it; without, it was started by itself. */
  release: z.optional(ReleaseRef),
  cluster: z.string(),
  namespace: z.string(),
  secret: z.string(),
  migrator: z.string(),
  terms: MigrationTerms,
  plan: z.array(MigrationStep),
  reason: z.optional(z.string()),
});
export type Migration = z.infer<typeof Migration>;

/** `ending`: nothing is begun any more; its Job goes, then the lock. */
export const MigrationStatus = z.enum(['active', 'ending', 'free']);
export type MigrationStatus = z.infer<typeof MigrationStatus>;

/** `nothing`: there was nothing to run. `failed`: trouble that did not pass. */
export const MigrationOutcome = z.enum(['migrated', 'nothing', 'refused', 'aborted', 'failed']);
export type MigrationOutcome = z.infer<typeof MigrationOutcome>;

/** The Job of a stage: each try is a Job of its own. */
export const StageRun = z.strictObject({ stage: Stage, attempt: z.int(), since: z.string() });
export type StageRun = z.infer<typeof StageRun>;

export const MigrationRecord = z.strictObject({
  database: z.string(),
  epoch: z.int(),
  status: MigrationStatus,
  /** Name of the execution that holds the lock. */
  holder: z.string(),
  /** ISO 8601. */
  admittedAt: z.string(),
  migration: Migration,
  run: z.optional(StageRun),
  /** How far the running stage is, as last seen at `progressAt` (ISO 8601). */
  progress: z.optional(MigrationProgress),
  progressAt: z.optional(z.string()),
  /** What the stages that ended answered: they are not run again. */
  results: z.optional(z.partialRecord(Stage, MigratorResult)),
  asked: z.optional(Asked),
  answers: z.optional(z.array(Answer)),
  /** Why it ends before its time; the first cause stays. */
  endedBecause: z.optional(z.string()),
  conclusion: z.optional(z.strictObject({ outcome: MigrationOutcome, because: z.string(), at: z.string() })),
});
export type MigrationRecord = z.infer<typeof MigrationRecord>;
