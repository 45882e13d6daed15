import type { AppliedStatement, Gate, MigratorResult } from '../../src/contracts/migration/result.ts';
import type { StageContext } from '../context.ts';
import { definitionOf } from '../database/definition.ts';
import type { HistoryEntry } from '../database/history.ts';
import { findLeftovers } from '../database/leftovers.ts';
import { differenceInWords } from '../work/difference.ts';
import { linesOf } from '../work/lines.ts';
import { counted } from '../work/words.ts';
import { type Refused, readWork } from '../work/work.ts';

const refused = (gate: Gate, because: string): Refused => ({ outcome: 'refused', stage: 'verify', gate, because });

/** The last statement on each table: only what it planned can be seen now. */
const lastOnEach = (done: readonly HistoryEntry[]): readonly HistoryEntry[] => [
  ...new Map(done.map((entry) => [entry.table, entry])).values(),
];

const differences = async (context: StageContext, done: readonly HistoryEntry[]): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const { table, planned } of lastOnEach(done)) {
    const live = await definitionOf(context.session, table);
    if (live !== planned) found.push(differenceInWords(table, planned, live));
  }
  return found;
};

const secondsOf = ({ startedAt, endedAt = startedAt }: HistoryEntry): number =>
  (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;

const appliedOf = (context: StageContext, entry: HistoryEntry): AppliedStatement => {
  const file = context.migrations.find(({ name }) => name === entry.file);
  const line = file === undefined ? undefined : linesOf(file)[entry.statement];
  return {
    file: entry.file,
    line: line ?? 1,
    table: entry.table,
    seconds: secondsOf(entry),
    ...(entry.rowsCopied !== undefined && { rowsCopied: entry.rowsCopied }),
    ...(entry.rowsCompared !== undefined && { rowsCompared: entry.rowsCompared }),
  };
};

const inWords = (done: readonly HistoryEntry[]): string => {
  if (done.length === 0) return 'This migration had nothing to do.';
  const rows = done.reduce((sum, entry) => sum + (entry.rowsCompared ?? 0), 0);
  const compared = rows === 0 ? '' : ` ${rows} rows were compared before tables took each other’s place.`;
  const silent = done.filter((entry) => entry.via === 'online' && entry.rowsCompared === undefined);
  const unknown =
    silent.length === 0
      ? ''
      : ` Of ${silent.map(({ table, file }) => `${table} (${file})`).join(', ')} the number is not known: the run that exchanged the tables died before it wrote it down.`;
  return `${counted(done.length, 'statement')} done, the schema is as planned.${compared}${unknown}`;
};

/** Gate 3: everything is done, the schema is what was planned, and nothing of a copy is left. */
export const verify = async (context: StageContext): Promise<MigratorResult> => {
  const work = await readWork(context, 'verify');
  if ('outcome' in work) return work;
  const [open] = work.pending;
  if (open !== undefined) {
    return refused('history', `${open.file}:${open.line} is not done: let execute run to its end first.`);
  }
  const done = work.history.filter(
    ({ state, migration }) => state === 'done' && migration === context.options.migration,
  );
  const wrong = await differences(context, done);
  if (wrong.length > 0) return refused('schema', `The schema is not what was planned: ${wrong.join(' ')}`);
  const left = await findLeftovers(context.session, new Set(done.map(({ table }) => table)));
  if (left.length > 0) return refused('leftovers', `Left behind: ${left.join(', ')}. Run clean.`);
  return {
    outcome: 'passed',
    stage: 'verify',
    because: inWords(done),
    applied: done.map((entry) => appliedOf(context, entry)),
  };
};
