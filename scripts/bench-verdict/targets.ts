import { lifts, traffics } from './plan.ts';
import type { Results } from './report.ts';
import { atTraffic, bad, sideBySide } from './report.ts';
import { rivalsToTune } from './rivals.ts';
import type { Simulated } from './simulate.ts';
import { percent } from './table.ts';
import type { Totals } from './totals.ts';

/** Something that was promised, and whether it is so. */
export interface Target {
  readonly promise: string;
  readonly measured: string;
  readonly met: boolean;
}

const most = 0.01;

const fewFalseRollbacks = ({ good }: Results): Target => {
  const totals = traffics.map((traffic) => sideBySide(atTraffic(good, traffic)).own);
  const worst = totals.reduce((one, other) =>
    other.rolledBack / other.releases > one.rolledBack / one.releases ? other : one,
  );
  return {
    promise: 'at most 1 % of good versions rolled back, at every amount of traffic',
    measured: `at most ${percent(worst.rolledBack, worst.releases)}`,
    met: worst.rolledBack <= most * worst.releases,
  };
};

const fewMissed = ({ worse }: Results): Target => {
  const { own } = sideBySide(bad(worse));
  return {
    promise: 'at most 1 % promoted of bad versions that got as many requests as a fixed-size test needs',
    measured: `${own.promotedWithEnough} of ${own.enough}; of all bad ones ${own.promoted} of ${own.releases}`,
    met: own.promotedWithEnough <= most * own.enough && own.promoted <= most * own.releases,
  };
};

/** Minutes in which all users are on a bad version, on average over the parts: so no amount of traffic outweighs another. */
const exposedMinutes = (parts: readonly Simulated[], totalsOf: (part: Simulated) => Totals | undefined): number => {
  const minutes = parts.map((part) => {
    const totals = totalsOf(part);
    return totals === undefined ? 0 : totals.exposed / part.cell.requestsPerMinute;
  });
  const releases = parts.reduce((sum, part) => sum + (totalsOf(part)?.releases ?? 0), 0);
  return minutes.reduce((sum, each) => sum + each, 0) / releases;
};

const fewerExposedThan = (rival: number, { worse }: Results): Target => {
  const all = bad(worse);
  const groups = [
    ...traffics.map((traffic) => atTraffic(all, traffic)),
    ...lifts.map((lift) => all.filter(({ cell }) => cell.lift === lift)).filter(({ length }) => length > 0),
  ];
  const own = (parts: readonly Simulated[]): number => exposedMinutes(parts, (part) => part.own);
  const other = (parts: readonly Simulated[]): number => exposedMinutes(parts, (part) => part.tuned[rival]);
  const lost = groups.filter((parts) => own(parts) >= other(parts)).length;
  return {
    promise: `fewer requests exposed to bad versions than by "${rivalsToTune[rival]?.name}" at the same rate of false rollbacks`,
    measured: `${own(all).toFixed(1)} minutes of all traffic against ${other(all).toFixed(1)}; fewer in ${groups.length - lost} of ${groups.length} groups`,
    met: lost === 0,
  };
};

/** All that `bench:verdict` promises, measured. */
export const targetsOf = (results: Results): readonly Target[] => [
  fewFalseRollbacks(results),
  fewMissed(results),
  ...rivalsToTune.map((_, rival) => fewerExposedThan(rival, results)),
];
