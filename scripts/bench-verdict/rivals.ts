import { mannWhitneyZ } from './mann-whitney.ts';
import type { SimulatedMinute } from './world.ts';

/** Another way to judge: a score after each minute, and a limit beyond which it rolls back. */
export interface Rival {
  readonly name: string;
  readonly scores: (minutes: readonly SimulatedMinute[]) => readonly number[];
  /** As its documentation configures it. */
  readonly limit: number;
}

const failedShare = ({ candidate }: SimulatedMinute, idleShare: number): number =>
  candidate.requests > 0 ? candidate.errors / candidate.requests : idleShare;

const nthLargest = (shares: readonly number[], n: number): number => [...shares].sort((a, b) => b - a)[n - 1] ?? -1;

const runningMost = (numbers: readonly number[]): readonly number[] => {
  let most = -1;
  return numbers.map((number) => {
    most = Math.max(most, number);
    return most;
  });
};

/** Rolls back once so many minutes failed, in a row or not: `threshold` of Flagger, where a minute without values fails too. */
const failedChecks =
  (checks: number, idleShare: number): Rival['scores'] =>
  (minutes) => {
    const shares = minutes.map((minute) => failedShare(minute, idleShare));
    return shares.map((_, index) => nthLargest(shares.slice(0, index + 1), checks));
  };

const consecutiveFailures =
  (failures: number, idleShare: number): Rival['scores'] =>
  (minutes) => {
    const shares = minutes.map((minute) => failedShare(minute, idleShare));
    const lows = shares.map((_, index) =>
      index + 1 < failures ? -1 : Math.min(...shares.slice(index + 1 - failures, index + 1)),
    );
    return runningMost(lows);
  };

const mannWhitney: Rival['scores'] = (minutes) => {
  const deviations = minutes.map((_, index) => {
    const seen = minutes.slice(0, index + 1);
    const candidate = seen.filter((minute) => minute.candidate.requests > 0).map((minute) => failedShare(minute, 0));
    const stable = seen
      .filter((minute) => minute.stable.requests > 0)
      .map((minute) => minute.stable.errors / minute.stable.requests);
    return mannWhitneyZ(candidate, stable);
  });
  return runningMost(deviations);
};

/** Standard deviations that chance exceeds, on either side, in 2 % of all cases. */
const twoSided98 = 2.326;

/**
 * Flagger: success rate below 99 % in 5 checks, https://docs.flagger.app/usage/how-it-works (a check without values fails:
 * pkg/controller/scheduler_metrics.go). Argo Rollouts: success rate below 95 % 3 times, in a row,
 * https://argo-rollouts.readthedocs.io/en/stable/features/analysis/. Kayenta: Mann-Whitney at 98 % over per-minute samples.
 */
export const rivalsAsDocumented: readonly Rival[] = [
  { name: 'threshold, 5 checks', scores: failedChecks(5, 1), limit: 0.01 },
  { name: '3 failures in a row', scores: consecutiveFailures(3, 0), limit: 0.05 },
  { name: 'Mann-Whitney 98 %', scores: mannWhitney, limit: twoSided98 },
];

/** The same with idle minutes passed over; their limits are tuned. One check is a threshold at its quickest. */
export const rivalsToTune: readonly Rival[] = [
  { name: 'threshold, 5 checks', scores: failedChecks(5, 0), limit: 0.01 },
  { name: 'threshold, 1 check', scores: failedChecks(1, 0), limit: 0.01 },
  { name: '3 failures in a row', scores: consecutiveFailures(3, 0), limit: 0.05 },
  { name: 'Mann-Whitney', scores: mannWhitney, limit: twoSided98 },
];
