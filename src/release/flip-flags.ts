import type { FlagHome, FlagValue, UndoOf } from '../contracts/plan.ts';
import type { ReleaseRecord } from '../contracts/release.ts';
import type { Turn } from '../contracts/turns.ts';
import type { Verdict } from '../contracts/verdict.ts';
import { TidegateError } from '../domain/errors.ts';
import { flagsIn, forwardValues, hold as haveValues, overdue, takenOver, undoValues } from '../domain/flags.ts';
import { secondsToFirstUsers } from '../domain/protocol.ts';
import { advance, hold } from '../domain/verdict.ts';
import type { Flags } from '../ports/flags.ts';
import type { Ledger } from '../ports/ledger.ts';
import { demandGo, fenced } from './fenced.ts';
import { stepOf } from './step-of.ts';

const proveFlags = async (flags: Flags, home: FlagHome, values: Readonly<Record<string, FlagValue>>): Promise<void> => {
  if (haveValues(values, (await flags.read(home)).values)) return;
  throw new TidegateError(
    'NotConverged',
    `the deployed flags do not have the new values of ${Object.keys(values).join(', ')} yet`,
  );
};

/** Gives back the values of before, for keys that still hold ours, and proves it. Repeating it changes nothing. */
const undoFlags = async (flags: Flags, { home, changes }: Pick<UndoOf<'flags'>, 'home' | 'changes'>): Promise<void> => {
  const values = undoValues(changes, (await flags.read(home)).values);
  if (Object.keys(values).length === 0) return;
  await flags.patch(home, values);
  await proveFlags(flags, home, values);
};

/** Undoes every flip of a release, last flipped first. */
export const undoAllFlags = async (flags: Flags, { release }: ReleaseRecord): Promise<void> => {
  for (const item of flagsIn(release.undo)) await undoFlags(flags, item);
};

/** A flag that was flipped more than once must end with its last value, whatever a late function wrote. */
export const finishFlags = async (flags: Flags, { release }: ReleaseRecord): Promise<void> => {
  const items = flagsIn(release.undo);
  const home = items[0]?.home;
  if (home === undefined || items.length < 2) return;
  const values = overdue(items, (await flags.read(home)).values);
  if (Object.keys(values).length === 0) return;
  await flags.patch(home, values);
  await proveFlags(flags, home, values);
};

/** What a person decided about a flag since the admission is not overwritten. */
const demandUntouched = async (
  flags: Flags,
  home: FlagHome,
  { release }: ReleaseRecord,
  keys: readonly string[],
): Promise<void> => {
  const key = takenOver(keys, release.undo, (await flags.read(home)).values);
  if (key !== undefined)
    throw new TidegateError('FlagsChanged', `somebody else changed flag ${key}: their value stays`);
};

/** Flips the flags of this step on the deployed version, leaving all other flags as they are. */
export const flipFlags = async (turn: Turn, { ledger, flags }: { ledger: Ledger; flags: Flags }): Promise<Verdict> => {
  const { home, changes } = stepOf(turn, 'flip');
  const early = secondsToFirstUsers(await demandGo(ledger, turn.release), turn.now);
  if (early > 0) return hold('a function of the release before may still run: no flag is flipped yet', early);
  const values = forwardValues(changes);
  await fenced(ledger, turn.release, {
    write: async (record) => {
      await demandUntouched(flags, home, record, Object.keys(values));
      await flags.patch(home, values);
    },
    prove: () => proveFlags(flags, home, values),
    undo: () => undoFlags(flags, { home, changes }),
  });
  return advance(`users have the new values of ${Object.keys(values).join(', ')}`);
};
