import {
  type Action,
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  DescribeRulesCommand,
  ElasticLoadBalancingV2Client,
  type RuleCondition,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { type CloudUnderTest, unique } from './clouds.ts';

export type Balancer = Awaited<ReturnType<typeof openBalancer>>;

/** A load balancer with a listener, and what creates groups and rules for it. */
export const openBalancer = async (cloud: CloudUnderTest) => {
  const client = cloud.client(ElasticLoadBalancingV2Client);
  const { subnets, vpc } = await network(cloud);
  const Name = unique('shop');
  const { LoadBalancers } = await client.send(new CreateLoadBalancerCommand({ Name, Subnets: subnets }));
  const { Listeners } = await client.send(
    new CreateListenerCommand({
      ...{ LoadBalancerArn: LoadBalancers?.[0]?.LoadBalancerArn, Protocol: 'HTTP', Port: 80 },
      DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
    }),
  );
  const ListenerArn = Listeners?.[0]?.ListenerArn;
  let Priority = 0;
  const createRule = async (Conditions: RuleCondition[], Actions: Action[]): Promise<string> => {
    Priority += 1;
    const { Rules } = await client.send(new CreateRuleCommand({ ListenerArn, Priority, Conditions, Actions }));
    return Rules?.[0]?.RuleArn ?? '';
  };
  return {
    client,
    listenerArn: ListenerArn ?? '',
    defaultRule: async (): Promise<string> => {
      const { Rules = [] } = await client.send(new DescribeRulesCommand({ ListenerArn }));
      return Rules.find(({ IsDefault }) => IsDefault)?.RuleArn ?? '';
    },
    group: async (name: string): Promise<string> => {
      const settings = { TargetType: 'ip', Protocol: 'HTTP', Port: 8080, VpcId: vpc } as const;
      const { TargetGroups } = await client.send(new CreateTargetGroupCommand({ Name: unique(name), ...settings }));
      return TargetGroups?.[0]?.TargetGroupArn ?? '';
    },
    /** A rule for a path of its own. */
    rule: (...Actions: Action[]): Promise<string> =>
      createRule([{ Field: 'path-pattern', Values: [`/${Priority + 1}/*`] }], Actions),
    ruleMatching: (conditions: RuleCondition[], ...Actions: Action[]): Promise<string> =>
      createRule(conditions, Actions),
  };
};

/** Weights by target group ARN, as the action of a rule. */
export const weighted = (weights: Readonly<Record<string, number>>, stickySeconds?: number): Action => ({
  Type: 'forward',
  ForwardConfig: {
    TargetGroups: Object.entries(weights).map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight })),
    TargetGroupStickinessConfig:
      stickySeconds === undefined ? { Enabled: false } : { Enabled: true, DurationSeconds: stickySeconds },
  },
});

/** Subnets of two zones. The emulator takes any; other clouds know only those of their default VPC. */
const network = async (cloud: CloudUnderTest): Promise<{ subnets: string[]; vpc: string }> => {
  if (cloud.name === 'emulator') return { subnets: ['subnet-a', 'subnet-b'], vpc: 'vpc-1' };
  const { endpoint, region } = cloud.config();
  const scope = `operator/20260101/${region}/ec2/aws4_request`;
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none`,
    },
    body: 'Action=DescribeSubnets&Version=2016-11-15',
  });
  const text = await answer.text();
  const found = (tag: string) =>
    [...text.matchAll(new RegExp(`<${tag}>([^<]+)</${tag}>`, 'g'))].map(([, id = '']) => id);
  return { subnets: found('subnetId').slice(0, 2), vpc: found('vpcId')[0] ?? '' };
};
