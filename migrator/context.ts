import type { MigrationProgress, MigratorResult } from '../src/contracts/migration/result.ts';
import type { DatabaseAccess } from './database/access.ts';
import type { Session } from './database/session.ts';
import type { MigrationFile, Mode } from './lint/lint.ts';

/** What the command line says. */
export interface StageOptions {
  readonly mode: Mode;
  /** The migration's id: history entries keep it. */
  readonly migration: string;
  /** Files up to this number count as applied: the database is older than its history. */
  readonly baseline?: number;
  readonly maxLagSeconds: number;
  /** pt-online-schema-change's --max-load and --critical-load, such as `Threads_running=25`. */
  readonly maxLoad: string;
  readonly criticalLoad: string;
  /** A transaction that is open for longer is told of. */
  readonly longTransactionSeconds: number;
  /** How long pt-online-schema-change may take for one chunk. */
  readonly chunkTimeSeconds: number;
}

/** What a stage has to work with. */
export interface StageContext {
  readonly session: Session;
  readonly access: DatabaseAccess;
  /** All files of the folder, in the order of their numbers. */
  readonly migrations: readonly MigrationFile[];
  readonly options: StageOptions;
  /** Folder for files of this run. */
  readonly scratch: string;
  /** Folder of the control files, such as `pause`. */
  readonly control: string;
  /** Writes one line of the log: progress as JSON, or a sentence. */
  say(progress: MigrationProgress | string): void;
  /** Aborted by SIGTERM: end what runs, clean, and answer. */
  readonly signal: AbortSignal;
}

/** One of the migrator's commands: refusals are values, trouble is thrown. */
export type StageOf = (context: StageContext) => Promise<MigratorResult>;
