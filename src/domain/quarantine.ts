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

/** What runs where versions take each other's place. `isWhole`: all its pods are ready, and no others are left. */
export interface VersionFound {
  readonly image: string;
  readonly isWhole: boolean;
}

/** True where the version is in its place; also where versions have environments of their own. */
const versionAgrees = ({ release }: ReleaseRecord, usersOn: Conclusion['usersOn'], found?: VersionFound): boolean => {
  const former = release.undo.find((item) => item.kind === 'version');
  if (former === undefined) return true;
  return found?.isWhole === true && found.image === (usersOn === 'stable' ? former.image : release.image);
};

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

/** Why a quarantine stands, or null: the weights of all its rules, the version in its place and the flags are exactly what the ledger says that they must be. */
export const whyQuarantined = (
  record: ReleaseRecord,
  live: readonly LiveSplit[],
  flags: readonly FlagsFound[],
  version?: VersionFound,
): string | null => {
  const { service, epoch, release, conclusion } = record;
  const usersOn = conclusion?.usersOn ?? 'stable';
  const wanted = [
    ...(splitsWithAllOn(release, usersOn).every((split) => hasSplit(live, split))
      ? []
      : [
          `send all users to ${usersOn === 'stable' ? release.from.version : release.to.version} (${release.site[usersOn].color})`,
        ]),
    ...(versionAgrees(record, usersOn, version)
      ? []
      : [`let only ${usersOn === 'stable' ? release.from.version : release.to.version} run, all of it ready`]),
    ...(flagsAgree(flags, usersOn) ? [] : ['give the flags the values that go with it']),
  ];
  if (wanted.length === 0) return null;
  const why = conclusion?.because ?? 'its end could not be proven';
  return `${service} is quarantined since release ${epoch} (${why}): ${wanted.join(' and ')}, or run tidegate unlock ${service} --reason "…"`;
};
