import {
  DescribeListenersCommand,
  DescribeRulesCommand,
  DescribeTargetGroupsCommand,
  type ElasticLoadBalancingV2Client,
  ModifyRuleCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { createLoadBalancer } from '../../../cli/rehearse/world/load-balancer.ts';
import type { Cluster } from '../../../emulator/src/kubernetes/cluster.ts';
import { groupsOfIngress } from '../../support/ingress-groups.ts';
import { shopIngress } from './ingress.ts';
import { placesIn, service } from './policy.ts';

/** How users reach the shop. In place, green's target group is blue's. */
export interface Balancer {
  readonly loadBalancerArn: string;
  readonly listenerArn: string;
  readonly ruleArn: string;
  readonly targetGroups: { readonly blue: string; readonly green: string };
}

/** A load balancer of the team's own, whose one rule knows of blue alone: where there is a green, a release attaches it. */
export async function ownBalancer(elb: ElasticLoadBalancingV2Client, periodSeconds: number): Promise<Balancer> {
  const balancer = await createLoadBalancer(elb, {
    ...({ service, running: 'blue', namespaces: { green: 'any' }, deregistrationDelaySeconds: 20 } as const),
    readiness: { path: '/health', periodSeconds },
  });
  const { blue, green = blue } = balancer.targetGroups;
  const Actions = [{ Type: 'forward' as const, TargetGroupArn: blue }];
  await elb.send(new ModifyRuleCommand({ RuleArn: balancer.ruleArn, Actions }));
  return { ...balancer, targetGroups: { blue, green } };
}

/** The load balancer that the AWS Load Balancer Controller makes of an Ingress. */
export async function controllersBalancer(
  elb: ElasticLoadBalancingV2Client,
  cluster: Cluster,
  sleep: (ms: number) => Promise<void>,
): Promise<Balancer> {
  const { namespace } = placesIn('ingress').blue;
  cluster.api.create('ingresses', namespace, shopIngress('shop'), 'operator');
  return balancerBehind(elb, await groupsOfIngress(cluster, namespace, sleep));
}

async function balancerBehind(
  elb: ElasticLoadBalancingV2Client,
  targetGroups: Balancer['targetGroups'],
): Promise<Balancer> {
  const groups = await elb.send(new DescribeTargetGroupsCommand({ TargetGroupArns: [targetGroups.blue] }));
  const loadBalancerArn = groups.TargetGroups?.[0]?.LoadBalancerArns?.[0] ?? '';
  const { Listeners } = await elb.send(new DescribeListenersCommand({ LoadBalancerArn: loadBalancerArn }));
  const listenerArn = Listeners?.[0]?.ListenerArn ?? '';
  const { Rules = [] } = await elb.send(new DescribeRulesCommand({ ListenerArn: listenerArn }));
  const rule = Rules.find(({ Actions }) => JSON.stringify(Actions).includes(targetGroups.blue));
  return { loadBalancerArn, listenerArn, ruleArn: rule?.RuleArn ?? '', targetGroups };
}

/** What share of users the rule gives to each color, as the API shows it. */
export async function weightsOf(elb: ElasticLoadBalancingV2Client, { ruleArn, targetGroups }: Balancer) {
  const { Rules = [] } = await elb.send(new DescribeRulesCommand({ RuleArns: [ruleArn] }));
  const groups = Rules[0]?.Actions?.[0]?.ForwardConfig?.TargetGroups ?? [];
  const weightOf = (arn: string) => groups.find(({ TargetGroupArn }) => TargetGroupArn === arn)?.Weight ?? 0;
  return { blue: weightOf(targetGroups.blue), green: weightOf(targetGroups.green) };
}

/** Sets the rule's weights as somebody with the console does. */
export function modifyRule({ ruleArn, targetGroups }: Balancer, blue: number): ModifyRuleCommand {
  const TargetGroups = [
    { TargetGroupArn: targetGroups.blue, Weight: blue },
    { TargetGroupArn: targetGroups.green, Weight: 100 - blue },
  ];
  return new ModifyRuleCommand({ RuleArn: ruleArn, Actions: [{ Type: 'forward', ForwardConfig: { TargetGroups } }] });
}
