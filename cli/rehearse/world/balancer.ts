import type { Color } from '../../../src/contracts/site.ts';

/** How users reach the service: a load balancer, the rule whose weights move them, and where that leads. */
export interface BalancerWorld {
  readonly loadBalancerArn: string;
  readonly listenerArn: string;
  readonly ruleArn: string;
  /** The rule of an A/B test, if the policy has one. */
  readonly cohortRuleArn?: string;
  readonly targetGroups: TargetGroups;
}

/** ARNs; `green` only where the policy has a second environment. */
export interface TargetGroups {
  readonly blue: string;
  readonly green?: string;
}

export type { Color } from '../../../src/contracts/site.ts';

/** The colors that a policy has an environment for. */
export function colorsIn({ green }: { readonly green?: string | undefined }): readonly Color[] {
  return green === undefined ? ['blue'] : ['blue', 'green'];
}

/** Blue for green, and green for blue. */
export const otherThan = (color: Color): Color => (color === 'blue' ? 'green' : 'blue');
