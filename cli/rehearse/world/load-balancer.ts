import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  type ElasticLoadBalancingV2Client,
  ModifyTargetGroupAttributesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Image } from '../../../src/contracts/rehearsal/world.ts';
import { type BalancerWorld, type Color, colorsIn, type TargetGroups } from './balancer.ts';
import { arnOf } from './created.ts';

export interface LoadBalancerPlan {
  readonly service: string;
  readonly running: Color;
  /** The policy's, whose colors have a target group each. */
  readonly namespaces: { readonly green?: string | undefined };
  readonly readiness: Image['readiness'];
  readonly deregistrationDelaySeconds: number;
}

/** Creates what a team's infrastructure code would have: an ALB, a listener, an ip target group per color, and the weighted rule. */
export async function createLoadBalancer(
  elb: ElasticLoadBalancingV2Client,
  plan: LoadBalancerPlan,
): Promise<BalancerWorld> {
  const name = plan.service.slice(0, 26).replace(/-$/, '');
  const { LoadBalancers } = await elb.send(
    new CreateLoadBalancerCommand({ Name: name, Type: 'application', Subnets: ['subnet-0a1b2c3d', 'subnet-4e5f6a7b'] }),
  );
  const loadBalancerArn = arnOf(LoadBalancers?.[0]?.LoadBalancerArn, 'load balancer');
  const targetGroups = {
    blue: await createTargetGroup(elb, `${name}-blue`, plan),
    ...(colorsIn(plan.namespaces).includes('green')
      ? { green: await createTargetGroup(elb, `${name}-green`, plan) }
      : {}),
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
  groups: TargetGroups,
  running: Color,
): Promise<string> {
  const { Rules } = await elb.send(
    new CreateRuleCommand({
      ListenerArn,
      Priority: 10,
      Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/*'] } }],
      Actions: [{ Type: 'forward', ForwardConfig: { TargetGroups: allOn(groups, running) } }],
    }),
  );
  return arnOf(Rules?.[0]?.RuleArn, 'rule');
}

/** Creates the rule of an A/B test before the main rule: nobody matches it until a release narrows it to its cohort. */
export async function createCohortRule(
  elb: ElasticLoadBalancingV2Client,
  { listenerArn, targetGroups }: BalancerWorld,
  running: Color,
): Promise<string> {
  const nobody = { HttpHeaderName: 'x-cohort', Values: ['nobody'] };
  const { Rules } = await elb.send(
    new CreateRuleCommand({
      ListenerArn: listenerArn,
      Priority: 5,
      Conditions: [{ Field: 'http-header', HttpHeaderConfig: nobody }],
      Actions: [{ Type: 'forward', ForwardConfig: { TargetGroups: allOn(targetGroups, running) } }],
    }),
  );
  return arnOf(Rules?.[0]?.RuleArn, 'rule of the cohort');
}

const allOn = (groups: TargetGroups, running: Color) =>
  colorsIn(groups).map((color) => ({
    TargetGroupArn: groups[color] ?? groups.blue,
    Weight: color === running ? 100 : 0,
  }));
