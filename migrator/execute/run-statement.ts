import type { AppliedStatement, MigratorResult } from '../../src/contracts/migration/result.ts';
import type { StageContext } from '../context.ts';
import { definitionOf } from '../database/definition.ts';
import type { Exclusive } from '../database/exclusive.ts';
import { finish, type HistoryEntry, type Intention, readHistory } from '../database/history.ts';
import { openPlanning } from '../database/planning.ts';
import { StatementRefused } from '../database/server-error.ts';
import { cleanAfter } from '../online/clean.ts';
import { whilePaused } from '../online/online-change.ts';
import type { PendingStatement } from '../work/work.ts';
import { type RunEnd, refusedBy } from './ends.ts';
import { runDirectly } from './run-directly.ts';
import { runOnline } from './run-online.ts';

/** A statement that was run, or why the stage ends here. */
export type StatementEnd = AppliedStatement | MigratorResult;

const intentionOf = async (
  context: StageContext,
  held: Exclusive,
  statement: PendingStatement,
): Promise<Intention | MigratorResult> => {
  const planning = await openPlanning(held.session);
  try {
    const { file, sha256, table, kind, via, sql } = statement;
    const { migration } = context.options;
    const definitions = await planning.apply(statement);
    return { file, statement: statement.statement, sha256, table, kind, via, sql, migration, ...definitions };
  } catch (error) {
    if (error instanceof StatementRefused) return refusedBy('dry-run', `${statement.table}: ${error.message}`);
    throw error;
  } finally {
    await planning.close();
  }
};

const begun = async (held: Exclusive, statement: PendingStatement): Promise<HistoryEntry | undefined> =>
  (await readHistory(held.session)).find(
    (entry) => entry.file === statement.file && entry.statement === statement.statement,
  );

const finishLanded = async (context: StageContext, held: Exclusive, statement: PendingStatement): Promise<RunEnd> => {
  const { file, table } = statement;
  context.say(`${file}: ${table} is as planned. A run that died has done it, and its comparison is not known.`);
  const entry = await begun(held, statement);
  if (entry !== undefined && entry.via === 'online') await cleanAfter(held.session, entry, context.signal);
  await finish(held.session, { file, statement: statement.statement, migration: context.options.migration });
  return {};
};

const run = async (
  context: StageContext,
  held: Exclusive,
  statement: PendingStatement,
  signal: AbortSignal,
): Promise<RunEnd> => {
  if (statement.landed) return finishLanded(context, held, statement);
  const intention = await intentionOf(context, held, statement);
  if ('outcome' in intention) return intention;
  return statement.via === 'online'
    ? runOnline(context, held, statement, intention, signal)
    : runDirectly(context, held, statement, intention, signal);
};

const judged = async (held: Exclusive, statement: PendingStatement): Promise<MigratorResult | undefined> => {
  const entry = await begun(held, statement);
  const now = await definitionOf(held.session, statement.table);
  if (entry === undefined || now === entry.planned) return undefined;
  return refusedBy('schema', `${statement.table} was changed by ${statement.file}, and is not what was planned.`);
};

/** Runs one statement, if it is not done yet, and writes down that it is. */
export const runStatement = async (
  context: StageContext,
  held: Exclusive,
  statement: PendingStatement,
  signal: AbortSignal,
): Promise<StatementEnd> => {
  const { file, line, table } = statement;
  const began = performance.now();
  await whilePaused(context, signal, () => context.say({ file, table, doing: 'paused' }));
  context.say({ file, table, doing: 'running' });
  const end = await run(context, held, statement, signal);
  if ('outcome' in end) return end;
  const refusal = await judged(held, statement);
  if (refusal !== undefined) return refusal;
  return { file, line, table, seconds: Math.round(performance.now() - began) / 1000, ...end };
};
