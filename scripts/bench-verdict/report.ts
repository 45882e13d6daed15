import { badLift, lifts, traffics } from './plan.ts';
import { rivalsAsDocumented, rivalsToTune } from './rivals.ts';
import type { Simulated } from './simulate.ts';
import { percent, table, whole } from './table.ts';
import type { Totals } from './totals.ts';
import { sumOf } from './totals.ts';

/** All that was simulated in one weather. */
export interface Results {
  readonly good: readonly Simulated[];
  readonly worse: readonly Simulated[];
}

/** Sums for Tidegate and the others over the parts that are meant. */
export interface Side {
  readonly own: Totals;
  readonly documented: readonly Totals[];
  readonly tuned: readonly Totals[];
}

export const sideBySide = (parts: readonly Simulated[]): Side => ({
  own: sumOf(parts.map(({ own }) => own)),
  documented: rivalsAsDocumented.map((_, rival) => sumOf(parts.flatMap(({ documented }) => documented[rival] ?? []))),
  tuned: rivalsToTune.map((_, rival) => sumOf(parts.flatMap(({ tuned }) => tuned[rival] ?? []))),
});

export const atTraffic = (parts: readonly Simulated[], traffic: number): readonly Simulated[] =>
  parts.filter(({ cell }) => cell.requestsPerMinute === traffic);

export const bad = (parts: readonly Simulated[]): readonly Simulated[] =>
  parts.filter(({ cell }) => cell.lift >= badLift);

const names = rivalsAsDocumented.map(({ name }) => name);
const tunedNames = rivalsToTune.map(({ name }) => name);

const falseRollbacks = ({ good }: Results): string => {
  const row = (name: string, parts: readonly Simulated[]): readonly string[] => {
    const { own, documented } = sideBySide(parts);
    return [
      name,
      whole(own.releases),
      percent(own.rolledBack, own.releases),
      percent(own.inconclusive, own.releases),
      ...documented.map(({ rolledBack, releases }) => percent(rolledBack, releases)),
    ];
  };
  return table(
    ['requests/min', 'releases', 'Tidegate', '(inconclusive)', ...names],
    [...traffics.map((traffic) => row(whole(traffic), atTraffic(good, traffic))), row('all', good)],
  );
};

const missedVersions = ({ worse }: Results): string => {
  const row = (name: string, parts: readonly Simulated[]): readonly string[] => {
    const { own, documented } = sideBySide(parts);
    return [
      name,
      whole(own.releases),
      percent(own.promoted, own.releases),
      percent(own.inconclusive, own.releases),
      `${whole(own.promotedWithEnough)} of ${whole(own.enough)}`,
      ...documented.map(({ promoted, releases }) => percent(promoted, releases)),
    ];
  };
  return table(
    ['requests/min', 'releases', 'Tidegate', '(inconclusive)', 'with enough requests', ...names],
    [...traffics.map((traffic) => row(whole(traffic), atTraffic(bad(worse), traffic))), row('all', bad(worse))],
  );
};

const exposed = ({ exposed: requests, releases }: Totals): string => whole(requests / releases);

const eachDifference = (
  { worse }: Results,
  head: readonly string[],
  cells: (side: Side) => readonly string[],
): string =>
  table(
    ['requests/min', 'worse by', ...head],
    traffics.flatMap((traffic) =>
      lifts.map((lift) => {
        const parts = atTraffic(worse, traffic).filter(({ cell }) => cell.lift === lift);
        return [whole(traffic), `${100 * lift}`, ...cells(sideBySide(parts))];
      }),
    ),
  );

const asDocumented = (results: Results): string =>
  eachDifference(
    results,
    ['rolled back', 'promoted', 'inconclusive', 'exposed', ...names.flatMap((name) => [name, 'exposed'])],
    ({ own, documented }) => [
      percent(own.rolledBack, own.releases),
      percent(own.promoted, own.releases),
      percent(own.inconclusive, own.releases),
      exposed(own),
      ...documented.flatMap((rival) => [percent(rival.rolledBack, rival.releases), exposed(rival)]),
    ],
  );

const atSameRate = (results: Results): string =>
  eachDifference(results, ['Tidegate', ...tunedNames], ({ own, tuned }) => [exposed(own), ...tuned.map(exposed)]);

/** All tables of one weather, with a sentence above each. */
export const report = (results: Results): string =>
  [
    'Good versions rolled back:',
    falseRollbacks(results),
    `Bad versions (${100 * badLift} points worse or more) promoted:`,
    missedVersions(results),
    'Each difference: versions rolled back, and mean requests of users on them until then (or until somebody notices):',
    asDocumented(results),
    'The same requests when the others are tuned, for each amount of traffic, to roll back as many good versions as Tidegate:',
    atSameRate(results),
  ].join('\n\n');

/** Good and bad versions only, for weather that no target is about. */
export const shortReport = (results: Results): string =>
  [
    'Good versions rolled back:',
    falseRollbacks(results),
    `Bad versions (${100 * badLift} points worse or more) promoted:`,
    missedVersions(results),
  ].join('\n\n');
