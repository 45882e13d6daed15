import {
  CreateRuleCommand,
  DeleteListenerCommand,
  DeleteLoadBalancerCommand,
  DeleteTargetGroupCommand,
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTargetGroupsCommand,
  ModifyListenerCommand,
  ModifyLoadBalancerAttributesCommand,
  ModifyTargetGroupCommand,
  SetRulePrioritiesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createGroup, createListener, createRule, createStage, type Stage, weighted } from './stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await createStage();
});
afterEach(() => stage.close());

const ask = (path: string) => stage.elb.request(80, { path, host: 'shop.example' });
const groupNames = async () =>
  (await stage.client.send(new DescribeTargetGroupsCommand({}))).TargetGroups?.map((group) => group.TargetGroupName);

describe('a target group', () => {
  it('is not deleted while a rule names it, and goes when none does', async () => {
    const group = await createGroup(stage, 'blue');
    const listener = await createListener(stage);
    await createRule(stage, listener, weighted({ [group]: 1 }));
    const remove = () => stage.client.send(new DeleteTargetGroupCommand({ TargetGroupArn: group }));
    await expect(remove()).rejects.toMatchObject({ name: 'ResourceInUseException' });
    await stage.client.send(new DeleteListenerCommand({ ListenerArn: listener }));
    await remove();
    expect(await groupNames()).toEqual([]);
  });

  it('changes its health check, and refuses what AWS refuses', async () => {
    const TargetGroupArn = await createGroup(stage, 'blue');
    const change = (input: object) => stage.client.send(new ModifyTargetGroupCommand({ TargetGroupArn, ...input }));
    const { TargetGroups } = await change({ HealthCheckPath: '/alive', HealthCheckIntervalSeconds: 10 });
    expect(TargetGroups?.[0]).toMatchObject({ HealthCheckPath: '/alive', HealthCheckIntervalSeconds: 10 });
    await expect(change({ HealthCheckTimeoutSeconds: 10 })).rejects.toThrow('must be greater than the timeout');
  });
});

describe('a listener', () => {
  it('changes what it answers when no rule matches', async () => {
    const ListenerArn = await createListener(stage);
    const DefaultActions = [{ Type: 'fixed-response' as const, FixedResponseConfig: { StatusCode: '410' } }];
    await stage.client.send(new ModifyListenerCommand({ ListenerArn, DefaultActions }));
    await stage.clock.advance(0);
    expect(await ask('/')).toMatchObject({ status: 410 });
  });

  it('redirects, keeping what the rule does not change', async () => {
    const ListenerArn = await createListener(stage);
    const RedirectConfig = { StatusCode: 'HTTP_301' as const, Protocol: 'HTTPS', Port: '443', Path: '/new/#{path}' };
    await stage.client.send(
      new CreateRuleCommand({
        ListenerArn,
        Priority: 1,
        Conditions: [{ Field: 'path-pattern', Values: ['/old*'] }],
        Actions: [{ Type: 'redirect', RedirectConfig }],
      }),
    );
    await stage.clock.advance(0);
    const { status, headers } = await ask('/old/shoes?size=42');
    expect(status).toBe(301);
    expect(headers['location']).toBe('https://shop.example:443/new/old/shoes?size=42');
  });
});

describe('rules', () => {
  it('change places in one call, and never share one', async () => {
    const [group, listener] = [await createGroup(stage, 'blue'), await createListener(stage)];
    const first = await createRule(stage, listener, weighted({ [group]: 1 }), { priority: 1 });
    const second = await createRule(stage, listener, weighted({ [group]: 2 }), { priority: 2 });
    const place = (...RulePriorities: { RuleArn: string; Priority: number }[]) =>
      stage.client.send(new SetRulePrioritiesCommand({ RulePriorities }));
    await expect(place({ RuleArn: first, Priority: 2 })).rejects.toMatchObject({ name: 'PriorityInUseException' });
    await place({ RuleArn: first, Priority: 2 }, { RuleArn: second, Priority: 1 });
    const { Rules = [] } = await stage.client.send(new DescribeRulesCommand({ ListenerArn: listener }));
    expect(Rules.map(({ RuleArn }) => RuleArn).slice(0, 2)).toEqual([second, first]);
  });
});

describe('a load balancer', () => {
  it('goes with its listeners unless it is protected', async () => {
    const { loadBalancerArn: LoadBalancerArn, client } = stage;
    await createListener(stage);
    const protect = (Value: string) => {
      const Attributes = [{ Key: 'deletion_protection.enabled', Value }];
      return client.send(new ModifyLoadBalancerAttributesCommand({ LoadBalancerArn, Attributes }));
    };
    const remove = () => client.send(new DeleteLoadBalancerCommand({ LoadBalancerArn }));
    await protect('true');
    await expect(remove()).rejects.toMatchObject({ name: 'OperationNotPermittedException' });
    const { Listeners = [] } = await client.send(new DescribeListenersCommand({ LoadBalancerArn }));
    expect(Listeners).toHaveLength(1);
    await protect('false');
    await remove();
    expect((await client.send(new DescribeLoadBalancersCommand({}))).LoadBalancers).toEqual([]);
    expect(stage.elb.listeners()).toEqual([]);
  });
});
