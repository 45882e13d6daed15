import type { MigrationOutcome, MigrationRecord } from '../../contracts/migration/record.ts';
import type { CleanUpTurn } from '../../contracts/migration/turns.ts';

/** What was verified was done, however the execution ended; what came too early was refused, this time. */
export const outcomeOf = ({ results }: MigrationRecord, as: CleanUpTurn['as']): MigrationOutcome => {
  if (results?.verify?.outcome === 'passed') return 'migrated';
  return as === 'tooEarly' ? 'refused' : as;
};

/** True when an execution may have begun and did not pass: triggers of a copy may be there. */
export const mayHaveLeftTriggers = ({ run, results }: MigrationRecord): boolean =>
  (run?.stage === 'execute' || results?.execute !== undefined) && results?.execute?.outcome !== 'passed';

/** True when nothing more may be begun: then what a function may still have under way is waited for. */
export const endsBeforeItsTime = (as: CleanUpTurn['as']): boolean => as === 'aborted' || as === 'failed';

/** So often the cleaning is tried. */
export const mostCleanings = 3;

/** So long it is waited for a cleaning that can't start. */
export const cleaningSeconds = 15 * 60;

/** Told when the cleaning failed: nothing of ours runs any more, and the next run begins with cleaning. */
export const leftSentence = (why: string): string =>
  `triggers of a copy may be left, because ${why}; the next migration of this database takes them away first`;
