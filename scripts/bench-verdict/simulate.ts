import { createDraws } from './draws.ts';
import { fixedSizeRequests } from './fixed-size.ts';
import { ownRelease } from './own-release.ts';
import { rivalRelease, watchedByRivals } from './rival-release.ts';
import type { Rival } from './rivals.ts';
import { rivalsAsDocumented, rivalsToTune } from './rivals.ts';
import type { Totals } from './totals.ts';
import { count, noReleases } from './totals.ts';
import type { Cell } from './world.ts';
import { createWorld } from './world.ts';

/** So many releases of one kind. `limits`: of the rivals that are tuned; null while their scores are only collected. */
export interface Task {
  readonly cell: Cell;
  readonly seed: number;
  readonly releases: number;
  readonly limits: readonly number[] | null;
}

export interface Simulated {
  readonly cell: Cell;
  readonly own: Totals;
  readonly documented: readonly Totals[];
  readonly tuned: readonly Totals[];
  /** For each rival that is tuned, the last score of each release. */
  readonly lastScores: readonly (readonly number[])[];
}

/** Judges the same releases by all: each meets the same world, drawn from the same seed. */
export const simulate = ({ cell, seed, releases, limits }: Task): Simulated => {
  const { requestsPerMinute } = cell;
  const needed = cell.lift > 0 ? fixedSizeRequests(cell.baseShare, cell.lift) : 0;
  const own = noReleases();
  const documented = rivalsAsDocumented.map(noReleases);
  const tuned = rivalsToTune.map(noReleases);
  const lastScores: number[][] = rivalsToTune.map(() => []);
  for (let release = 0; release < releases; release++) {
    const world = () => createWorld(cell, createDraws((seed + Math.imul(release + 1, 0x9e3779b1)) | 0));
    count(own, ownRelease(world(), requestsPerMinute), needed);
    const minutes = watchedByRivals(world());
    const judge = ({ scores }: Rival, limit: number | undefined, totals: Totals | undefined): number => {
      const seen = scores(minutes);
      if (limit !== undefined && totals !== undefined)
        count(totals, rivalRelease(minutes, seen, limit, requestsPerMinute), needed);
      return seen.at(-1) ?? 0;
    };
    rivalsAsDocumented.forEach((rival, index) => {
      judge(rival, rival.limit, documented[index]);
    });
    rivalsToTune.forEach((rival, index) => {
      lastScores[index]?.push(judge(rival, limits?.[index], tuned[index]));
    });
  }
  return { cell, own, documented, tuned, lastScores };
};
