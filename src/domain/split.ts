import type { Site } from '../contracts/release.ts';
import type { LiveSplit, Split } from '../ports/traffic.ts';

/** Gives the candidate `weight` percent and stable the rest. */
export const splitFor = (site: Site, weight: number): Split => ({
  listenerRule: site.listenerRule,
  weights: { [site.stable.targetGroup]: 100 - weight, [site.candidate.targetGroup]: weight },
});

/** Everybody on stable. The first and the last thing a release may have to ask of the load balancer. */
export const safeSplit = (site: Site): Split => splitFor(site, 0);

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
