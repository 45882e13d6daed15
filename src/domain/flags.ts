import type { FlagChange, FlagValue, UndoItem, UndoOf } from '../contracts/plan.ts';
import type { FlagFlip, FlagRaise } from '../contracts/policy.ts';
import { sameValue } from './same-value.ts';
import { inRange } from './tags.ts';

/** Equal but for the order of keys and the time stamps that AppConfig itself writes. */
export const sameFlag = (a: FlagValue, b: FlagValue): boolean => sameValue(withoutStamps(a), withoutStamps(b));

const withoutStamps = (value: FlagValue): FlagValue =>
  Object.fromEntries(Object.entries(value).filter(([key]) => key !== '_createdAt' && key !== '_updatedAt'));

/** The flags that a version changes, each with the value that users have now. Or the first key that does not exist. */
export const plannedChanges = (
  flips: readonly FlagFlip[],
  tag: string,
  deployed: Readonly<Record<string, FlagValue>>,
): readonly (FlagChange & { readonly at: number })[] | { readonly missing: string } => {
  const wanted = flips.filter((flip) => inRange(tag, flip.versions));
  const missing = wanted.find((flip) => deployed[flip.key] === undefined);
  if (missing !== undefined) return { missing: missing.key };
  return wanted.map(({ key, enabled, attributes, at }) => {
    const before = withoutStamps(deployed[key] ?? {});
    return { key, at, before, after: { ...before, ...attributes, enabled } };
  });
};

/** What a way back does with flags, in its order. */
export const flagsIn = (undo: readonly UndoItem[]): readonly UndoOf<'flags'>[] =>
  undo.filter((item) => item.kind === 'flags');

/** The flips of a released version, backwards: what a fallback to the version before it has to change. */
export const reversed = (changes: readonly FlagChange[]): readonly FlagChange[] =>
  changes.map(({ key, before, after }) => ({ key, before: after, after: before }));

/** Values to write on the way forward. */
export const forwardValues = (changes: readonly FlagChange[]): Readonly<Record<string, FlagValue>> =>
  Object.fromEntries(changes.map((change) => [change.key, change.after]));

/** True when the deployed flag still has what this change gave it. */
export const holds = ({ key, after }: FlagChange, deployed: Readonly<Record<string, FlagValue>>): boolean =>
  deployed[key] !== undefined && sameFlag(deployed[key], after);

/** The first key that has neither the value of before the release nor one that the release gave it: it is somebody else's by now. */
export const takenOver = (
  keys: readonly string[],
  undo: readonly UndoItem[],
  deployed: Readonly<Record<string, FlagValue>>,
): string | undefined => {
  const ours = flagsIn(undo).flatMap(({ changes }) => changes);
  const has = (key: string, value: FlagValue) => deployed[key] !== undefined && sameFlag(deployed[key], value);
  return keys.find((key) => !ours.some((one) => one.key === key && (has(key, one.before) || has(key, one.after))));
};

/** The last values of keys that have an earlier one of the same release. `items` as in the way back: last flipped first. */
export const overdue = (
  items: readonly UndoOf<'flags'>[],
  deployed: Readonly<Record<string, FlagValue>>,
): Readonly<Record<string, FlagValue>> => {
  const flips = items.flatMap(({ changes }) => changes);
  const last = flips.filter(({ key }, i) => flips.findIndex((flip) => flip.key === key) === i);
  const isOverdue = (change: FlagChange) =>
    !holds(change, deployed) && flips.some((flip) => flip.key === change.key && holds(flip, deployed));
  return forwardValues(last.filter(isOverdue));
};

/** Values to write on the way back: only keys that still hold ours. What a person changed meanwhile is theirs. */
export const undoValues = (
  changes: readonly FlagChange[],
  deployed: Readonly<Record<string, FlagValue>>,
): Readonly<Record<string, FlagValue>> =>
  Object.fromEntries(changes.filter((change) => holds(change, deployed)).map(({ key, before }) => [key, before]));

/** True when every key holds the value that was asked for. */
export const hold = (
  values: Readonly<Record<string, FlagValue>>,
  deployed: Readonly<Record<string, FlagValue>>,
): boolean =>
  Object.entries(values).every(([key, value]) => deployed[key] !== undefined && sameFlag(deployed[key], value));

/** A flag that is on for so many percent of users. */
export const raisedTo = ({ key, attribute }: FlagRaise, deployed: FlagValue, percent: number): FlagChange => {
  const before = withoutStamps(deployed);
  return { key, before, after: { ...before, enabled: true, [attribute]: percent } };
};
