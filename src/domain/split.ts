import type { UndoOf } from '../contracts/plan.ts';
import type { Site } from '../contracts/site.ts';
import type { LiveSplit, Split } from '../ports/traffic.ts';

type Sides = Pick<UndoOf<'weights'>, 'listenerRule' | 'stable' | 'candidate'>;

const between = ({ listenerRule, stable, candidate }: Sides, weight: number): Split => ({
  listenerRule,
  weights: stable === candidate ? { [stable]: 100 } : { [stable]: 100 - weight, [candidate]: weight },
});

const sidesOf = (site: Site, listenerRule: string): Sides => ({
  listenerRule,
  stable: site.stable.targetGroup,
  candidate: site.candidate.targetGroup,
});

/** Gives the candidate `weight` percent and stable the rest. In place both are one, and it has everybody. */
export const splitFor = (site: Site, weight: number): Split => ({
  ...between(sidesOf(site, site.listenerRule), weight),
  ...(site.ingress === undefined ? {} : { ingress: site.ingress }),
});

/** The same for those who take part in an A/B test. */
export const cohortSplitFor = (site: Site, weight: number): Split | null =>
  site.cohort === undefined ? null : between(sidesOf(site, site.cohort.listenerRule), weight);

/** Everybody on stable. The first and the last thing a release may have to ask of the load balancer. */
export const safeSplit = (sides: Sides): Split => between(sides, 0);

/** By what a rule is found again that a controller may have made anew; undefined for a rule that only we set. */
export const foundBy = ({ weights, ingress, controlled = false }: Split): readonly string[] | undefined =>
  controlled || ingress !== undefined ? Object.keys(weights) : undefined;

/** True when the load balancer has exactly the weights that were asked for and no cookie overrides them. */
export const agrees = (live: LiveSplit, wanted: Split): boolean => {
  const groups = new Set([...Object.keys(live.weights), ...Object.keys(wanted.weights)]);
  return !live.sticky && [...groups].every((group) => (live.weights[group] ?? 0) === (wanted.weights[group] ?? 0));
};

/** `blue 95, green 5`, for sentences. */
export const describeSplit = (split: Split, nameOf: (targetGroup: string) => string): string =>
  Object.entries(split.weights)
    .map(([group, weight]) => `${nameOf(group)} ${weight}`)
    .sort()
    .join(', ');
