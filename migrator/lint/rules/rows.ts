import type { ChangeOf } from '../changes.ts';
import type { Firing } from '../finding.ts';
import type { TableModel } from '../model.ts';

/** As many rows as one statement of a migration may write. */
export const mostRows = 1000;

const isBounded = (rows: number | undefined): boolean => rows !== undefined && rows <= mostRows;

/** What is wrong with a statement that writes rows. */
export const judgeRows = (
  name: string,
  change: ChangeOf<'insert'> | ChangeOf<'changeRows'>,
  table: TableModel,
): readonly Firing[] => {
  const [verb, rows] = change.kind === 'insert' ? ['INSERT', change.rows] : [change.verb, change.atMostRows];
  if (!isBounded(rows)) {
    return [{ rule: 'unbounded-rows', sentence: `${verb} on ${name} has no bound of at most ${mostRows} rows.` }];
  }
  return table.isNew ? [] : [{ rule: 'rows-changed', sentence: `${verb} changes rows of ${name} under the old code.` }];
};
