import type { Step } from '../../contracts/plan.ts';
import type { Ways } from '../../contracts/preflight.ts';
import type { Site } from '../../contracts/site.ts';
import { stopsVersion } from '../plan-shape.ts';

/** How a plan releases: what its steps do to the pods, not what its strategy is called. */
export const waysOf = (plan: readonly Step[], { stable, candidate }: Pick<Site, 'stable' | 'candidate'>): Ways => {
  const deploys = plan.filter((step) => step.kind === 'deploy');
  const downtime = stopsVersion(plan);
  const beside = deploys.some(({ inPlace }) => inPlace !== true);
  return {
    downtime,
    beside,
    inPlace: deploys.some(({ inPlace }) => inPlace === true) && !downtime,
    slots: beside && stable.namespace === candidate.namespace,
  };
};

/** The ways of a service that is released now by one plan and then by another. */
export const allWays = (ways: readonly Ways[]): Ways => ({
  inPlace: ways.some(({ inPlace }) => inPlace),
  beside: ways.some(({ beside }) => beside),
  slots: ways.some(({ slots }) => slots),
  downtime: ways.some(({ downtime }) => downtime),
});
