import type { FlagValue, UndoOf } from '../contracts/plan.ts';
import type { Conclusion, ReleaseRecord } from '../contracts/release.ts';
import type { LiveSplit, Split } from '../ports/traffic.ts';
import { splitsWithAllOn } from './ending.ts';
import { forwardValues, hold, undoValues } from './flags.ts';
import { agrees } from './split.ts';

/** The deployed values of one item of the undo list. */
export interface FlagsFound {
  readonly item: UndoOf<'flags'>;
  readonly values: Readonly<Record<string, FlagValue>>;
}

const hasSplit = (live: readonly LiveSplit[], wanted: Split): boolean =>
  live.some((split) => split.listenerRule === wanted.listenerRule && agrees(split, wanted));

/** A flag that was flipped more than once has the value of its last flip, which the way back names first. */
const lastFlips = (found: readonly FlagsFound[]): readonly FlagsFound[] =>
  found.map(({ item, values }, i) => {
    const later = new Set(found.slice(0, i).flatMap((other) => other.item.changes.map(({ key }) => key)));
    return { item: { ...item, changes: item.changes.filter(({ key }) => !later.has(key)) }, values };
  });

const flagsAgree = (found: readonly FlagsFound[], usersOn: Conclusion['usersOn']): boolean =>
  usersOn === 'candidate'
    ? lastFlips(found).every(({ item, values }) => hold(forwardValues(item.changes), values))
    : found.every(({ item, values }) => Object.keys(undoValues(item.changes, values)).length === 0);

/** Why a quarantine stands, or null: the weights of all its rules and the flags are exactly what the ledger says that they must be. */
export const whyQuarantined = (
  record: ReleaseRecord,
  live: readonly LiveSplit[],
  flags: readonly FlagsFound[],
): string | null => {
  const { service, epoch, release, conclusion } = record;
  const usersOn = conclusion?.usersOn ?? 'stable';
  const wanted = [
    ...(splitsWithAllOn(release, usersOn).every((split) => hasSplit(live, split))
      ? []
      : [
          `send all users to ${usersOn === 'stable' ? release.from.version : release.to.version} (${release.site[usersOn].color})`,
        ]),
    ...(flagsAgree(flags, usersOn) ? [] : ['give the flags the values that go with it']),
  ];
  if (wanted.length === 0) return null;
  const why = conclusion?.because ?? 'its end could not be proven';
  return `${service} is quarantined since release ${epoch} (${why}): ${wanted.join(' and ')}, or run tidegate unlock ${service} --reason "…"`;
};
