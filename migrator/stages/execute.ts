import type { AppliedStatement, MigratorResult } from '../../src/contracts/migration/result.ts';
import type { StageContext, StageOf } from '../context.ts';
import { type Exclusive, holdExclusive } from '../database/exclusive.ts';
import { ensureHistory } from '../database/history.ts';
import { runStatement } from '../execute/run-statement.ts';
import { cleanLeftovers } from '../online/clean.ts';
import { Trouble } from '../trouble.ts';
import { readWork } from '../work/work.ts';
import { exclusiveWait } from './clean.ts';

const sentenceOf = (applied: readonly AppliedStatement[]): string => {
  if (applied.length === 0) return 'Nothing was pending.';
  const seconds = applied.reduce((sum, statement) => sum + statement.seconds, 0);
  return `${applied.length} statements were run in ${Math.round(seconds)} s.`;
};

const executeHolding = async (context: StageContext, held: Exclusive, signal: AbortSignal): Promise<MigratorResult> => {
  await ensureHistory(held.session);
  const cleaned = await cleanLeftovers(held.session, signal);
  if (cleaned.length > 0) context.say(`Taken away what a killed run left behind: ${cleaned.join(', ')}.`);
  const work = await readWork(context, 'execute');
  if ('outcome' in work) return work;
  const applied: AppliedStatement[] = [];
  for (const statement of work.pending) {
    signal.throwIfAborted();
    const end = await runStatement(context, held, statement, signal);
    if ('outcome' in end) return end;
    applied.push(end);
  }
  return { outcome: 'passed', stage: 'execute', because: sentenceOf(applied), applied };
};

const troubleAt = (context: StageContext, held: Exclusive, error: unknown): unknown => {
  if (context.signal.aborted) {
    const because = 'The migrator was told to stop. If it has left anything behind, the next run takes it away.';
    return new Trouble('MigratorStopped', because, true, error);
  }
  if (!held.lost.aborted) return error;
  const because = 'The migrator lost its connection to the database, and stopped before it could be in anybody’s way.';
  return new Trouble('DatabaseUnreachable', because, true, held.lost.reason);
};

/**
 * Runs what is pending, statement by statement, each written down before it is begun. It may be killed at any moment and started again: what was
 * left behind is cleaned, and what was done is not done again.
 */
export const execute: StageOf = async (context) => {
  const say = (line: string): void => context.say(line);
  const held = await holdExclusive(context.access, exclusiveWait.lockSeconds, exclusiveWait.tableSeconds, say);
  try {
    return await executeHolding(context, held, AbortSignal.any([context.signal, held.lost]));
  } catch (error) {
    throw troubleAt(context, held, error);
  } finally {
    await held.release();
  }
};
