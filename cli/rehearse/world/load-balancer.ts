import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  type ElasticLoadBalancingV2Client,
  ModifyTargetGroupAttributesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Image } from '../../../src/contracts/rehearsal/world.ts';
import { arnOf } from './created.ts';

export type Color = 'blue' | 'green';

/** A load balancer with one rule over two target groups; all traffic goes to the running one. */
export interface LoadBalancerWorld {
  readonly loadBalancerArn: string;
  readonly listenerArn: string;
  readonly ruleArn: string;
  readonly targetGroups: Readonly<Record<Color, string>>;
}

export interface LoadBalancerPlan {
  readonly service: string;
  readonly running: Color;
  readonly readiness: Image['readiness'];
  readonly deregistrationDelaySeconds: number;
}

/** Creates what a team's infrastructure code would have: an ALB, a listener, two ip target groups, and the weighted rule. */
export async function createLoadBalancer(
  elb: ElasticLoadBalancingV2Client,
  plan: LoadBalancerPlan,
): Promise<LoadBalancerWorld> {
  const name = plan.service.slice(0, 26).replace(/-$/, '');
  const { LoadBalancers } = await elb.send(
    new CreateLoadBalancerCommand({ Name: name, Type: 'application', Subnets: ['subnet-0a1b2c3d', 'subnet-4e5f6a7b'] }),
  );
  const loadBalancerArn = arnOf(LoadBalancers?.[0]?.LoadBalancerArn, 'load balancer');
  const targetGroups = {
    blue: await createTargetGroup(elb, `${name}-blue`, plan),
    green: await createTargetGroup(elb, `${name}-green`, plan),
  };
  const { Listeners } = await elb.send(
    new CreateListenerCommand({
      LoadBalancerArn: loadBalancerArn,
      Port: 80,
      Protocol: 'HTTP',
      DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
    }),
  );
  const listenerArn = arnOf(Listeners?.[0]?.ListenerArn, 'listener');
  const ruleArn = await createRule(elb, listenerArn, targetGroups, plan.running);
  return { loadBalancerArn, listenerArn, ruleArn, targetGroups };
}

async function createTargetGroup(
  elb: ElasticLoadBalancingV2Client,
  name: string,
  plan: LoadBalancerPlan,
): Promise<string> {
  const { TargetGroups } = await elb.send(
    new CreateTargetGroupCommand({
      Name: name,
      TargetType: 'ip',
      Protocol: 'HTTP',
      Port: 8080,
      VpcId: 'vpc-0f1e2d3c4b5a69788',
      HealthCheckPath: plan.readiness.path,
      HealthCheckIntervalSeconds: Math.max(5, plan.readiness.periodSeconds),
      HealthCheckTimeoutSeconds: 4,
      HealthyThresholdCount: 2,
      UnhealthyThresholdCount: 2,
      Matcher: { HttpCode: '200-399' },
    }),
  );
  const TargetGroupArn = arnOf(TargetGroups?.[0]?.TargetGroupArn, 'target group');
  const delay = { Key: 'deregistration_delay.timeout_seconds', Value: String(plan.deregistrationDelaySeconds) };
  await elb.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes: [delay] }));
  return TargetGroupArn;
}

async function createRule(
  elb: ElasticLoadBalancingV2Client,
  ListenerArn: string,
  groups: LoadBalancerWorld['targetGroups'],
  running: Color,
): Promise<string> {
  const TargetGroups = (['blue', 'green'] as const).map((color) => ({
    TargetGroupArn: groups[color],
    Weight: color === running ? 100 : 0,
  }));
  const { Rules } = await elb.send(
    new CreateRuleCommand({
      ListenerArn,
      Priority: 10,
      Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/*'] } }],
      Actions: [{ Type: 'forward', ForwardConfig: { TargetGroups } }],
    }),
  );
  return arnOf(Rules?.[0]?.RuleArn, 'rule');
}
