import type { StageContext } from '../context.ts';
import { definitionOf } from '../database/definition.ts';
import type { Exclusive } from '../database/exclusive.ts';
import { finish, type HistoryEntry, type Intention, intend } from '../database/history.ts';
import { cleanAfter, endCopyConnections } from '../online/clean.ts';
import { copyNames } from '../online/names.ts';
import { changeOnline, type OnlineEnd } from '../online/online-change.ts';
import { forgetReplicas } from '../online/replicas.ts';
import { Trouble } from '../trouble.ts';
import type { PendingStatement } from '../work/work.ts';
import { type RunEnd, refusedBy } from './ends.ts';

const strangers = async (held: Exclusive, table: string): Promise<readonly string[]> => {
  const { next, old } = copyNames(held.session.access.database, table);
  const found: string[] = [];
  for (const name of [next, old]) if ((await definitionOf(held.session, name)) !== null) found.push(name);
  return found;
};

const afterwards = async (held: Exclusive, intention: Intention, signal: AbortSignal): Promise<void> => {
  const entry: HistoryEntry = { ...intention, state: 'intended', startedAt: '' };
  await endCopyConnections(held.session);
  await cleanAfter(held.session, entry, signal);
  await forgetReplicas(held.session);
};

const failed = (table: string, end: OnlineEnd): RunEnd => {
  if (end.comparison?.difference !== undefined) {
    const because = `${table} and its copy are not the same: ${end.comparison.difference} The copy is taken away and the table is as it was.`;
    return refusedBy('checksum', because);
  }
  if (end.overloaded !== undefined) {
    const because = `The copy of ${table} gave up, because ${end.overloaded}. The table is as it was; start again when the database has less to do.`;
    throw new Trouble('DatabaseBusy', because, true);
  }
  const said = end.lastWords.at(-1) ?? 'nothing';
  throw new Trouble('CopyFailed', `pt-online-schema-change ended with code ${end.code ?? 'none'}: ${said}`, true);
};

const cleanedAfter = async <Result>(
  held: Exclusive,
  intention: Intention,
  change: () => Promise<Result>,
): Promise<Result> => {
  try {
    return await change();
  } finally {
    // SIGTERM must not keep us from cleaning; a lost lock must.
    await afterwards(held, intention, held.lost);
  }
};

/** Changes the table by a copy; afterwards nothing of the copy is left, whether it is done or not. */
export const runOnline = async (
  context: StageContext,
  held: Exclusive,
  statement: PendingStatement,
  intention: Intention,
  signal: AbortSignal,
): Promise<RunEnd> => {
  const { file, table } = statement;
  const inTheWay = await strangers(held, table);
  if (inTheWay.length > 0) {
    return refusedBy('leftovers', `${inTheWay.join(' and ')} would be in the way, and is not ours: rename or drop it.`);
  }
  await intend(held.session, intention);
  const end = await cleanedAfter(held, intention, () => changeOnline(context, held, statement, signal));
  if (!end.swapped) {
    signal.throwIfAborted();
    return failed(table, end);
  }
  const { rows, rowsCompared } = end.comparison ?? {};
  const counted = {
    ...(rows !== undefined && { rowsCopied: rows }),
    ...(rowsCompared !== undefined && { rowsCompared }),
  };
  await finish(held.session, { file, statement: statement.statement, ...counted });
  return counted;
};
