import type {
  CreateListenerOutput,
  CreateLoadBalancerOutput,
  CreateRuleOutput,
  CreateTargetGroupOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Clock } from '../../src/clock.ts';
import type { Elb } from '../../src/elb/service.ts';
import { callPastTheWire } from './past-the-wire.ts';

/** A listener on port 80 whose one rule splits users between two target groups. */
export interface TrafficRule {
  readonly loadBalancerArn: string;
  readonly groups: { readonly blue: string; readonly green: string };
  /** A sticky rule pins users to a group for an hour. */
  setWeights(blue: number, green: number, sticky?: boolean): Promise<void>;
}

/** Creates load balancer, groups, listener and rule; all users go to blue. */
export async function createTrafficRule(clock: Clock, elb: Elb): Promise<TrafficRule> {
  const call = <Output>(operation: string, input: object) =>
    callPastTheWire<Output>(clock, elb.service, operation, input);
  const loadBalancer = { Name: 'shop', Subnets: ['subnet-a', 'subnet-b'] };
  const { LoadBalancers = [] } = await call<CreateLoadBalancerOutput>('CreateLoadBalancer', loadBalancer);
  const groupNamed = async (Name: string) => {
    const input = { Name, TargetType: 'ip', Protocol: 'HTTP', Port: 8080, VpcId: 'vpc-1', HealthCheckPath: '/health' };
    const settings = { HealthCheckIntervalSeconds: 10, UnhealthyThresholdCount: 2 };
    const { TargetGroups = [] } = await call<CreateTargetGroupOutput>('CreateTargetGroup', { ...input, ...settings });
    return TargetGroups[0]?.TargetGroupArn ?? '';
  };
  const groups = { blue: await groupNamed('blue'), green: await groupNamed('green') };
  const { Listeners = [] } = await call<CreateListenerOutput>('CreateListener', {
    LoadBalancerArn: LoadBalancers[0]?.LoadBalancerArn,
    Port: 80,
    DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404', MessageBody: 'nobody' } }],
  });
  const { Rules = [] } = await call<CreateRuleOutput>('CreateRule', {
    ListenerArn: Listeners[0]?.ListenerArn,
    Priority: 1,
    Conditions: [{ Field: 'host-header', Values: ['shop.example'] }],
    Actions: [weighted(groups, 100, 0, false)],
  });
  return {
    loadBalancerArn: LoadBalancers[0]?.LoadBalancerArn ?? '',
    groups,
    async setWeights(blue, green, sticky = false) {
      const Actions = [weighted(groups, blue, green, sticky)];
      await call('ModifyRule', { RuleArn: Rules[0]?.RuleArn, Actions });
      await clock.sleep(5_000);
    },
  };
}

function weighted(groups: TrafficRule['groups'], blue: number, green: number, sticky: boolean) {
  const stickiness = sticky ? { Enabled: true, DurationSeconds: 3600 } : { Enabled: false };
  return {
    Type: 'forward',
    ForwardConfig: {
      TargetGroups: [
        { TargetGroupArn: groups.blue, Weight: blue },
        { TargetGroupArn: groups.green, Weight: green },
      ],
      TargetGroupStickinessConfig: stickiness,
    },
  };
}
