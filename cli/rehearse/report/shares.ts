import type { WeightsSet } from '../sighting.ts';

/** The share of users that a candidate was given over time. Times are emulated epoch milliseconds. */
export interface Shares {
  readonly changes: readonly { readonly at: number; readonly weight: number; readonly by: string }[];
  readonly highest: number;
  /** When the first users were sent to it, and when all were. */
  readonly firstAt: number | undefined;
  readonly allAt: number | undefined;
  /** When users were first taken back from it. */
  readonly safeAgainAt: number | undefined;
}

/** Reads a candidate's share out of the calls that set weights; the rest of 100 is stable's. Repeated calls count once. */
export function sharesOf(changes: readonly WeightsSet[], candidateGroup: string | undefined): Shares {
  const all = changes.map(({ at, by, weights }) => ({ at, by, weight: percent(weights, candidateGroup) }));
  return sharesIn(all);
}

/** The share of the users that had the larger one: everybody, or the cohort of an A/B test. */
export function largerShares(changes: readonly WeightsSet[], candidateGroup: string | undefined): Shares {
  const now = { everybody: 0, cohort: 0 };
  const all = changes.map(({ at, by, weights, audience }) => {
    now[audience ?? 'everybody'] = percent(weights, candidateGroup);
    return { at, by, weight: Math.max(now.everybody, now.cohort) };
  });
  return sharesIn(all);
}

function sharesIn(all: Shares['changes']): Shares {
  const steps = all.filter(({ weight }, index) => weight !== all[index - 1]?.weight);
  const first = steps.find(({ weight }) => weight > 0);
  return {
    changes: steps,
    highest: Math.max(0, ...steps.map(({ weight }) => weight)),
    firstAt: first?.at,
    allAt: steps.find(({ weight }) => weight === 100)?.at,
    safeAgainAt: first && steps.find(({ at, weight }) => weight === 0 && at >= first.at)?.at,
  };
}

function percent(weights: WeightsSet['weights'], group: string | undefined): number {
  const sum = Object.values(weights).reduce((total, weight) => total + weight, 0);
  return sum === 0 ? 0 : Math.round(((weights[group ?? ''] ?? 0) / sum) * 100);
}
