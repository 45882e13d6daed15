import type { FlagValue, UndoOf } from '../contracts/plan.ts';
import type { Conclusion, ReleaseRecord } from '../contracts/release.ts';
import type { LiveSplit } from '../ports/traffic.ts';
import { forwardValues, hold, undoValues } from './flags.ts';
import { agrees, splitFor } from './split.ts';

/** The deployed values of one item of the undo list. */
export interface FlagsFound {
  readonly item: UndoOf<'flags'>;
  readonly values: Readonly<Record<string, FlagValue>>;
}

const flagsAgree = ({ item, values }: FlagsFound, usersOn: Conclusion['usersOn']): boolean =>
  usersOn === 'candidate'
    ? hold(forwardValues(item.changes), values)
    : Object.keys(undoValues(item.changes, values)).length === 0;

/** Why a quarantine stands, or null: weights and flags are exactly what the ledger says that they must be. */
export const whyQuarantined = (record: ReleaseRecord, live: LiveSplit, flags: readonly FlagsFound[]): string | null => {
  const { service, epoch, release, conclusion } = record;
  const usersOn = conclusion?.usersOn ?? 'stable';
  const wanted = [
    ...(agrees(live, splitFor(release.site, usersOn === 'stable' ? 0 : 100))
      ? []
      : [
          `send all users to ${usersOn === 'stable' ? release.from.version : release.to.version} (${release.site[usersOn].color})`,
        ]),
    ...(flags.every((found) => flagsAgree(found, usersOn)) ? [] : ['give the flags the values that go with it']),
  ];
  if (wanted.length === 0) return null;
  const why = conclusion?.because ?? 'its end could not be proven';
  return `${service} is quarantined since release ${epoch} (${why}): ${wanted.join(' and ')}, or run tidegate unlock ${service} --reason "…"`;
};
