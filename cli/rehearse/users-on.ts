import { DescribeRulesCommand, type ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { type BalancerWorld, type Color, colorsIn } from './world/balancer.ts';

/** Live weights of a rule by target group ARN; none while it answers by itself. */
export async function liveWeights(
  elb: ElasticLoadBalancingV2Client,
  ruleArn: string,
): Promise<Readonly<Record<string, number>>> {
  const { Rules } = await elb.send(new DescribeRulesCommand({ RuleArns: [ruleArn] }));
  const groups = Rules?.[0]?.Actions?.flatMap((action) => action.ForwardConfig?.TargetGroups ?? []) ?? [];
  return Object.fromEntries(groups.map(({ TargetGroupArn, Weight }) => [TargetGroupArn ?? '', Weight ?? 1]));
}

/** The color that most users are sent to now; undefined when nobody is. */
export async function usersOn(elb: ElasticLoadBalancingV2Client, balancer: BalancerWorld): Promise<Color | undefined> {
  const weights = await liveWeights(elb, balancer.ruleArn);
  const weightOf = (color: Color): number => weights[balancer.targetGroups[color] ?? ''] ?? 0;
  const [most] = colorsIn(balancer.targetGroups).toSorted((one, other) => weightOf(other) - weightOf(one));
  return most !== undefined && weightOf(most) > 0 ? most : undefined;
}
