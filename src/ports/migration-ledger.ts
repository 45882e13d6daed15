import type { MigrationOutcome, MigrationRecord, MigrationRef, StageRun } from '../contracts/migration/record.ts';
import type { MigrationProgress, MigratorResult } from '../contracts/migration/result.ts';
import type { Asked } from '../contracts/release.ts';
import type { Answer } from '../contracts/verdict.ts';

/**
 * The lock of each database, by single-item conditional writes only. Reads are consistent; every write sets, so that repeating it
 * is safe. A write answers undefined when epoch or status forbid it.
 */
export interface MigrationLedger {
  read(database: string): Promise<MigrationRecord | undefined>;
  /** Takes the lock when it is free, or nobody's, at `record.epoch - 1`; the same holder gets what it has already. */
  admit(record: MigrationRecord): Promise<MigrationRecord | undefined>;
  /** Which Job runs, while active. */
  run(ref: MigrationRef, run: StageRun): Promise<MigrationRecord | undefined>;
  /** How far it is, while active. */
  progress(ref: MigrationRef, progress: MigrationProgress, at: string): Promise<MigrationRecord | undefined>;
  /** What a stage answered, while active; the first answer of a stage stays. */
  keep(ref: MigrationRef, result: MigratorResult): Promise<MigrationRecord | undefined>;
  /** As in a release: a question that is asked again keeps its `since`. */
  ask(ref: MigrationRef, asked: Asked): Promise<MigrationRecord | undefined>;
  answer(database: string, answer: Answer, epoch?: number): Promise<MigrationRecord | undefined>;
  /** `active|ending` -> `ending`; the first cause stays. With `epoch`, it must be that migration. */
  end(database: string, because: string, epoch?: number): Promise<MigrationRecord | undefined>;
  /** `active|ending` -> `free`, kept in the history of the database as well. */
  conclude(
    ref: MigrationRef,
    conclusion: { readonly outcome: MigrationOutcome; readonly because: string; readonly at: string },
  ): Promise<MigrationRecord | undefined>;
  /** How this migration ended, whoever has the database since; undefined while it has not. */
  concluded(ref: MigrationRef): Promise<MigrationRecord | undefined>;
  /** Concluded migrations, newest first. */
  past(database: string, limit: number): Promise<readonly MigrationRecord[]>;
}
