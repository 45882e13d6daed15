import type { Policy } from '../contracts/policy.ts';
import type { ReleaseRequest } from '../contracts/request.ts';
import type { StrategyName } from '../contracts/strategy-names.ts';
import type { VersionChange } from './version-change.ts';

export interface Choice {
  readonly strategy: StrategyName;
  /** A sentence for the plan. */
  readonly because: string;
}

/** By hand before policy, policy by the part of the version number that changes. A flag is released without a deployment. */
export const chooseStrategy = (policy: Policy, request: ReleaseRequest, { level, sentence }: VersionChange): Choice => {
  if (request.flag !== undefined)
    return { strategy: 'flag', because: `flag ${request.flag} is raised, nothing is deployed` };
  if (request.strategy !== undefined)
    return { strategy: request.strategy, because: `${sentence}; ${request.strategy} was asked for` };
  const strategy = policy.strategy[level];
  return { strategy, because: `${sentence}: the policy releases ${level} changes by ${strategy}` };
};
