import { rivalsToTune } from './rivals.ts';
import type { Simulated } from './simulate.ts';
import { sumOf } from './totals.ts';

/** The limit that at most so many of the scores are beyond. */
const limitFor = (scores: readonly number[], allowed: number): number =>
  [...scores].sort((one, other) => other - one)[Math.floor(allowed)] ?? Number.POSITIVE_INFINITY;

/**
 * Limits with which the others roll back as many good versions as Tidegate did, among the same ones: one limit for each amount of traffic,
 * whatever the base rate, because nobody knows tomorrow's.
 */
export const tune = (good: readonly Simulated[]): readonly number[] => {
  const own = sumOf(good.map((part) => part.own));
  return rivalsToTune.map((_, rival) =>
    limitFor(
      good.flatMap(({ lastScores }) => lastScores[rival] ?? []),
      own.rolledBack,
    ),
  );
};
