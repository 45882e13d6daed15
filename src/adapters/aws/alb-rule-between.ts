import {
  DescribeTargetGroupsCommand,
  type ElasticLoadBalancingV2Client,
  type Rule,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { listenersOf, rulesOfListener, targetGroupsOf } from './alb-rules.ts';
import { callFailed, calling, isNamed } from './call-failed.ts';

/** A rule and which of the candidates it forwards to. */
export interface RuleBetween {
  readonly listenerRule: string;
  readonly blue: string;
  readonly green: string;
}

/** Finds the one rule that forwards to a target group of either list and to no other; else says why there is none. */
export type FindRuleBetween = (blue: readonly string[], green: readonly string[]) => Promise<RuleBetween | string>;

export const albRuleBetween =
  (client: ElasticLoadBalancingV2Client): FindRuleBetween =>
  async (blue, green) => {
    const loadBalancers = await loadBalancersOf(client, [...blue, ...green]);
    if (loadBalancers === undefined)
      return 'a target group of a TargetGroupBinding does not exist: wait for the controller';
    if (loadBalancers.length === 0) return 'no load balancer uses the target groups yet: wait for the controller';
    const rules = await calling('DescribeRules', () => rulesOf(client, loadBalancers));
    const found = rules.flatMap((rule) => between(rule, blue, green));
    const [only, ...others] = found;
    if (only === undefined) return 'no rule of the load balancer forwards to both services: wait for the controller';
    if (others.length > 0)
      return `${found.length} rules forward to both services: use the action for one host and path, on one listener`;
    if (only.isDefault)
      return 'the action is the default of its listener, which takes no weights from Tidegate: use it for the path / instead';
    return only;
  };

/** Undefined where a target group is gone. */
const loadBalancersOf = async (
  client: ElasticLoadBalancingV2Client,
  TargetGroupArns: string[],
): Promise<readonly string[] | undefined> => {
  try {
    const { TargetGroups = [] } = await client.send(new DescribeTargetGroupsCommand({ TargetGroupArns }));
    return [...new Set(TargetGroups.flatMap(({ LoadBalancerArns = [] }) => LoadBalancerArns))];
  } catch (error) {
    if (isNamed(error, 'TargetGroupNotFoundException')) return undefined;
    throw callFailed('DescribeTargetGroups', error);
  }
};

const rulesOf = async (client: ElasticLoadBalancingV2Client, loadBalancers: readonly string[]) => {
  const rules: Rule[] = [];
  for (const loadBalancer of loadBalancers)
    for (const listener of await listenersOf(client, loadBalancer))
      rules.push(...(await rulesOfListener(client, listener)));
  return rules;
};

const between = (
  rule: Rule,
  blue: readonly string[],
  green: readonly string[],
): readonly (RuleBetween & { readonly isDefault: boolean })[] => {
  const groups = targetGroupsOf(rule);
  const ofBlue = groups.find((group) => blue.includes(group));
  const ofGreen = groups.find((group) => green.includes(group));
  if (groups.length !== 2 || ofBlue === undefined || ofGreen === undefined) return [];
  return [{ listenerRule: rule.RuleArn ?? '', blue: ofBlue, green: ofGreen, isDefault: rule.IsDefault === true }];
};
