import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Comparison, compareTables } from '../compare/compare.ts';
import type { StageContext } from '../context.ts';
import { type Exclusive, lockName } from '../database/exclusive.ts';
import type { PlannedStatement } from '../lint/plan.ts';
import { argumentsOf } from './arguments.ts';
import { type CopyEnd, pluginFile, runCopy } from './copy-process.ts';
import { writeDefaultsFile } from './defaults-file.ts';
import { copyNames } from './names.ts';
import type { Heard } from './output.ts';
import { progressOf } from './progress.ts';
import { renamesIn } from './renames.ts';
import { listReplicas } from './replicas.ts';
import { rowLockWaitSeconds } from './row-locks.ts';

/** How an online change ended. */
export interface OnlineEnd extends CopyEnd {
  /** Absent where it ended before all rows were copied. */
  readonly comparison?: Comparison;
}

const pauseCheckMs = 500;

/** Waits while the control folder has a file `pause`. */
export const whilePaused = async (context: StageContext, signal: AbortSignal, paused: () => void): Promise<void> => {
  const file = join(context.control, 'pause');
  while (existsSync(file)) {
    paused();
    await delay(pauseCheckMs, undefined, { signal });
  }
};

const compareAtRendezvous = async (
  context: StageContext,
  statement: PlannedStatement,
  signal: AbortSignal,
): Promise<Comparison> => {
  const { file, table } = statement;
  const names = copyNames(context.access.database, table);
  context.say({ file, table, doing: 'comparing' });
  const tables = { old: table, next: names.next, renames: renamesIn(statement.sql) };
  const comparison = await compareTables(context.access, tables, signal);
  for (const sentence of comparison.left) context.say(sentence);
  return comparison;
};

/**
 * Changes the table by pt-online-schema-change, and lets copy and table take each other's place only if they are equal. `signal` ends it at once;
 * what it leaves behind is the caller's to clean, however it ended.
 */
export const changeOnline = async (
  context: StageContext,
  held: Exclusive,
  statement: PlannedStatement,
  signal: AbortSignal,
): Promise<OnlineEnd> => {
  const { file, table } = statement;
  const tell = progressOf({ file, table }, context.say);
  const defaultsFile = await writeDefaultsFile(context.access, context.scratch);
  const replicas = await listReplicas(held.session, defaultsFile);
  let comparison: Comparison | undefined;
  const ready = async (): Promise<boolean> => {
    comparison = await compareAtRendezvous(context, statement, signal);
    if (comparison.difference !== undefined) return false;
    await whilePaused(context, signal, () => tell({ kind: 'paused' }));
    context.say({ file, table, doing: 'swapping' });
    return !signal.aborted;
  };
  const end = await runCopy({
    arguments: argumentsOf({
      database: context.access.database,
      table,
      alter: statement.alter ?? '',
      options: context.options,
      rowLockWaitSeconds: await rowLockWaitSeconds(held.session),
      replicaTable: replicas,
      defaultsFile,
      pauseFile: join(context.control, 'pause'),
      plugin: pluginFile,
    }),
    home: context.scratch,
    copyLock: lockName(context.access.database),
    signal,
    heard: (heard: Heard) => tell(heard),
    log: (line) => context.say(line),
    ready,
  });
  return { ...end, ...(comparison !== undefined && { comparison }) };
};
