import { definitionOf } from '../database/definition.ts';
import type { HistoryEntry } from '../database/history.ts';
import type { Session } from '../database/session.ts';
import type { MigrationFile } from '../lint/lint.ts';

/** What became of statements that were begun and of which nobody wrote down that they are done. */
export interface Landing {
  /** Their tables are as planned. */
  readonly landed: readonly HistoryEntry[];
  /** Why the schema is neither as it was nor as planned. */
  readonly drift?: string;
}

/** A statement about rows leaves the definition as it is: it can't be told by the table whether it was run. */
const tellsNothing = (entry: HistoryEntry): boolean => entry.before === entry.planned;

const driftOf = (entry: HistoryEntry): string =>
  `${entry.table} is neither as it was before ${entry.file} (statement ${entry.statement + 1}) was begun, nor as it was to become: somebody else changed it. Bring it back to one of the two; tidegate_migrations has both definitions.`;

/** Looks at the tables of the statements that were begun, for files that are in the folder. */
export const landingOf = async (
  session: Session,
  history: readonly HistoryEntry[],
  files: readonly MigrationFile[],
): Promise<Landing> => {
  const landed: HistoryEntry[] = [];
  for (const entry of history) {
    if (entry.state === 'done' || tellsNothing(entry)) continue;
    if (!files.some(({ name }) => name === entry.file)) continue;
    const now = await definitionOf(session, entry.table);
    if (now === entry.planned) landed.push(entry);
    else if (now !== entry.before) return { landed, drift: driftOf(entry) };
  }
  return { landed };
};
