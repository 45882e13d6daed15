import type { StepOf } from '../contracts/plan.ts';
import type { Release, ReleaseRecord } from '../contracts/release.ts';
import type { Split } from '../ports/traffic.ts';
import { cohortSplitFor, splitFor } from './split.ts';

/** The last step of a plan. */
export const retireStepOf = ({ plan }: Pick<Release, 'plan'>): StepOf<'retire'> | undefined =>
  plan.find((step): step is StepOf<'retire'> => step.kind === 'retire');

/** Whom a release leaves users with when all goes well: an experiment may end with everybody on stable. */
export const usersStayOn = (release: Pick<Release, 'plan'>): 'stable' | 'candidate' =>
  retireStepOf(release)?.side === 'candidate' ? 'stable' : 'candidate';

/** The splits of all rules that a release moves, with everybody on one side. */
export const splitsWithAllOn = ({ site }: Pick<Release, 'site'>, side: 'stable' | 'candidate'): readonly Split[] => {
  const weight = side === 'stable' ? 0 : 100;
  return [splitFor(site, weight), cohortSplitFor(site, weight)].filter((split) => split !== null);
};

/** Where users must be when the end of a release can't be proven: past the point of no return only one side is left. */
export const usersMustBeOn = ({
  status,
  release,
}: Pick<ReleaseRecord, 'status' | 'release'>): 'stable' | 'candidate' =>
  status === 'retiring' ? usersStayOn(release) : 'stable';
