import type { StageOptions } from '../context.ts';

/** One online change, as pt-online-schema-change is asked for it. */
export interface OnlineChange {
  readonly database: string;
  readonly table: string;
  /** The clauses of ALTER TABLE. */
  readonly alter: string;
  readonly options: Pick<StageOptions, 'maxLagSeconds' | 'maxLoad' | 'criticalLoad' | 'chunkTimeSeconds'>;
  /** How long InnoDB lets the copy wait for a row. */
  readonly rowLockWaitSeconds: number;
  /** The table that lists the replicas; undefined: there are none. */
  readonly replicaTable: string | undefined;
  readonly defaultsFile: string;
  readonly pauseFile: string;
  readonly plugin: string;
}

/** Seconds that a trigger or the swap waits for the table before it steps back and lets writers pass. */
export const metadataLockSeconds = 2;

/** A wait of some minutes for each step in all, in which writers always get their turn. */
const tries = [
  'create_triggers:60:1',
  'drop_triggers:60:1',
  'swap_tables:60:1',
  'analyze_table:10:1',
  'copy_rows:6000:0.05',
];

/**
 * The arguments, none of them secret. What they do not check, others did: keys and renames the lint, and that no row is lost the comparison before
 * the swap. https://docs.percona.com/percona-toolkit/pt-online-schema-change.html
 */
export const argumentsOf = (change: OnlineChange): readonly string[] => [
  '--execute',
  '--alter',
  change.alter,
  '--no-version-check',
  '--no-check-alter',
  '--no-check-unique-key-change',
  '--recursion-method',
  change.replicaTable === undefined
    ? 'none'
    : `dsn=F=${change.defaultsFile},D=${change.database},t=${change.replicaTable}`,
  '--max-lag',
  String(change.options.maxLagSeconds),
  '--check-interval',
  '1',
  '--max-load',
  change.options.maxLoad,
  '--critical-load',
  change.options.criticalLoad,
  '--chunk-time',
  String(change.options.chunkTimeSeconds),
  '--pause-file',
  change.pauseFile,
  '--plugin',
  change.plugin,
  '--progress',
  'time,1',
  '--statistics',
  '--set-vars',
  `lock_wait_timeout=${metadataLockSeconds},innodb_lock_wait_timeout=${change.rowLockWaitSeconds}`,
  '--tries',
  tries.join(','),
  `F=${change.defaultsFile},D=${change.database},t=${change.table},A=utf8mb4`,
];
