import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  DescribeRulesCommand,
  ElasticLoadBalancingV2Client,
  ModifyRuleCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Cloud } from '../../../emulator/src/cloud.ts';

/** Weights by target group, as the action of a rule. */
export const forward = (weights: Readonly<Record<string, number>>, sticky = false) => ({
  Type: 'forward' as const,
  ForwardConfig: {
    TargetGroups: Object.entries(weights).map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight })),
    TargetGroupStickinessConfig: sticky ? { Enabled: true, DurationSeconds: 600 } : { Enabled: false },
  },
});

/** The load balancers of a cloud, as somebody with the console sees them. */
export const openElb = (cloud: Cloud) => {
  const client = new ElasticLoadBalancingV2Client(cloud.clientConfig());
  return {
    client,
    modify: async (RuleArn: string, weights: Readonly<Record<string, number>>, sticky = false) => {
      await client.send(new ModifyRuleCommand({ RuleArn, Actions: [forward(weights, sticky)] }));
    },
    weightsOf: async (rule: string) => {
      const { Rules } = await client.send(new DescribeRulesCommand({ RuleArns: [rule] }));
      return (Rules?.[0]?.Actions?.[0]?.ForwardConfig?.TargetGroups ?? []).map(({ Weight }) => Weight);
    },
    /** A listener, and what creates groups and rules for it. */
    listener: async () => {
      const { LoadBalancers } = await client.send(
        new CreateLoadBalancerCommand({ Name: 'shop', Subnets: ['subnet-a', 'subnet-b'] }),
      );
      const DefaultActions = [{ Type: 'fixed-response' as const, FixedResponseConfig: { StatusCode: '404' } }];
      const LoadBalancerArn = LoadBalancers?.[0]?.LoadBalancerArn;
      const { Listeners } = await client.send(
        new CreateListenerCommand({ LoadBalancerArn, Protocol: 'HTTP', Port: 80, DefaultActions }),
      );
      const ListenerArn = Listeners?.[0]?.ListenerArn;
      let Priority = 0;
      return {
        rule: async (weights: Readonly<Record<string, number>>): Promise<string> => {
          Priority += 1;
          const Conditions = [{ Field: 'path-pattern', Values: [`/${Priority}/*`] }];
          const { Rules } = await client.send(
            new CreateRuleCommand({ ListenerArn, Priority, Conditions, Actions: [forward(weights)] }),
          );
          return Rules?.[0]?.RuleArn ?? '';
        },
      };
    },
    group: async (Name: string): Promise<string> => {
      const settings = { TargetType: 'ip', Protocol: 'HTTP', Port: 8080, VpcId: 'vpc-1' } as const;
      const { TargetGroups } = await client.send(new CreateTargetGroupCommand({ Name, ...settings }));
      return TargetGroups?.[0]?.TargetGroupArn ?? '';
    },
  };
};
export type Elb = ReturnType<typeof openElb>;
