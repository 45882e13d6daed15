import {
  AddTagsCommand,
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  type CreateRuleCommandInput,
  CreateTargetGroupCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTagsCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  ModifyRuleCommand,
  ModifyTargetGroupAttributesCommand,
  RuleNotFoundException,
  TargetGroupNotFoundException,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createGroup, createListener, createRule, createStage, type Stage, weighted } from './stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await createStage();
});
afterEach(() => stage.close());

const missing = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/none/0';

describe('a load balancer', () => {
  it('has a name of its own, a DNS name and the dimensions of its ARN', async () => {
    const { LoadBalancers } = await stage.client.send(new DescribeLoadBalancersCommand({ Names: ['shop'] }));
    expect(LoadBalancers?.[0]).toMatchObject({
      LoadBalancerName: 'shop',
      Type: 'application',
      State: { Code: 'active' },
    });
    expect(LoadBalancers?.[0]?.DNSName).toMatch(/^shop-\d{10}\.eu-west-1\.elb\.amazonaws\.com$/);
    expect(LoadBalancers?.[0]?.LoadBalancerArn).toMatch(/:loadbalancer\/app\/shop\/[0-9a-f]{16}$/);
  });

  it('is created once by the same settings, and refused with others', async () => {
    const again = await stage.client.send(
      new CreateLoadBalancerCommand({ Name: 'shop', Subnets: ['subnet-b', 'subnet-a'] }),
    );
    expect(again.LoadBalancers?.[0]?.LoadBalancerArn).toBe(stage.loadBalancerArn);
    const other = { Name: 'shop', Subnets: ['subnet-a', 'subnet-c'] };
    await expect(stage.client.send(new CreateLoadBalancerCommand(other))).rejects.toMatchObject({
      name: 'DuplicateLoadBalancerNameException',
    });
    await expect(stage.client.send(new CreateLoadBalancerCommand({ Name: 'one', Subnets: ['a'] }))).rejects.toThrow(
      'At least two subnets',
    );
  });
});

describe('a target group', () => {
  it('has the defaults of AWS', async () => {
    const arn = await createGroup(stage, 'blue');
    const { TargetGroups } = await stage.client.send(new DescribeTargetGroupsCommand({ TargetGroupArns: [arn] }));
    expect(TargetGroups?.[0]).toMatchObject({
      HealthCheckIntervalSeconds: 30,
      HealthCheckTimeoutSeconds: 5,
      HealthyThresholdCount: 5,
      UnhealthyThresholdCount: 2,
      HealthCheckPort: 'traffic-port',
      Matcher: { HttpCode: '200' },
      LoadBalancerArns: [],
    });
    const { Attributes = [] } = await stage.client.send(
      new DescribeTargetGroupAttributesCommand({ TargetGroupArn: arn }),
    );
    expect(Attributes).toContainEqual({ Key: 'deregistration_delay.timeout_seconds', Value: '300' });
  });

  it('is created once by the same settings, and refused with others', async () => {
    const arn = await createGroup(stage, 'blue');
    expect(await createGroup(stage, 'blue')).toBe(arn);
    await expect(createGroup(stage, 'blue', { Port: 9090 })).rejects.toMatchObject({
      name: 'DuplicateTargetGroupNameException',
    });
  });

  it.each([
    ['a long name', { Name: 'x'.repeat(33) }, 'ValidationError'],
    ['a name with an underscore', { Name: 'a_b' }, 'ValidationError'],
    ['an interval not above the timeout', { HealthCheckIntervalSeconds: 5 }, 'ValidationError'],
    ['a code out of range', { Matcher: { HttpCode: '200-599' } }, 'ValidationError'],
    ['no VPC', { VpcId: undefined }, 'ValidationError'],
    ['instances, which are not emulated', { TargetType: 'instance' as const }, 'NotImplemented'],
  ])('is refused with %s', async (_case, settings, name) => {
    const input = { Name: 'blue', TargetType: 'ip' as const, Protocol: 'HTTP' as const, Port: 80, VpcId: 'vpc-1' };
    await expect(stage.client.send(new CreateTargetGroupCommand({ ...input, ...settings }))).rejects.toMatchObject({
      name,
    });
  });

  it.each([
    ['a key that AWS does not know', 'stickiness.on', 'true', 'InvalidConfigurationRequestException'],
    ['a delay above an hour', 'deregistration_delay.timeout_seconds', '3601', 'InvalidConfigurationRequestException'],
    ['an algorithm that is not emulated', 'load_balancing.algorithm.type', 'weighted_random', 'NotImplemented'],
  ])('refuses %s', async (_case, Key, Value, name) => {
    const TargetGroupArn = await createGroup(stage, 'blue');
    const change = new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes: [{ Key, Value }] });
    await expect(stage.client.send(change)).rejects.toMatchObject({ name });
  });

  it('that does not exist is not found', async () => {
    const find = new DescribeTargetGroupsCommand({ TargetGroupArns: [missing] });
    await expect(stage.client.send(find)).rejects.toBeInstanceOf(TargetGroupNotFoundException);
  });

  it('belongs to one load balancer', async () => {
    const group = await createGroup(stage, 'blue');
    await createRule(stage, await createListener(stage), weighted({ [group]: 1 }));
    const { TargetGroups } = await stage.client.send(
      new DescribeTargetGroupsCommand({ LoadBalancerArn: stage.loadBalancerArn }),
    );
    expect(TargetGroups?.map(({ LoadBalancerArns }) => LoadBalancerArns)).toEqual([[stage.loadBalancerArn]]);
    const other = await stage.client.send(new CreateLoadBalancerCommand({ Name: 'two', Subnets: ['a', 'b'] }));
    const listener = new CreateListenerCommand({
      LoadBalancerArn: other.LoadBalancers?.[0]?.LoadBalancerArn,
      Port: 80,
      DefaultActions: [{ Type: 'forward', TargetGroupArn: group }],
    });
    await expect(stage.client.send(listener)).rejects.toMatchObject({ name: 'TargetGroupAssociationLimitException' });
  });
});

describe('a rule', () => {
  it('shows a single group both as TargetGroupArn and in ForwardConfig', async () => {
    const group = await createGroup(stage, 'blue');
    const { Rules } = await create({ Actions: [{ Type: 'forward', TargetGroupArn: group, Order: 1 }] });
    expect(Rules?.[0]).toEqual({
      RuleArn: expect.stringMatching(/:listener-rule\/app\/shop\/\w{16}\/\w{16}\/\w{16}$/),
      Priority: '7',
      Conditions: [{ Field: 'path-pattern', Values: ['/*'], PathPatternConfig: { Values: ['/*'] } }],
      Actions: [
        {
          Type: 'forward',
          TargetGroupArn: group,
          Order: 1,
          ForwardConfig: {
            TargetGroups: [{ TargetGroupArn: group, Weight: 1 }],
            TargetGroupStickinessConfig: { Enabled: false },
          },
        },
      ],
      IsDefault: false,
      Transforms: undefined,
    });
  });

  it('shows several groups in ForwardConfig only', async () => {
    const [blue, green] = [await createGroup(stage, 'blue'), await createGroup(stage, 'green')];
    const { Rules } = await create({ Actions: [weighted({ [blue]: 95, [green]: 5 })] });
    expect(Rules?.[0]?.Actions).toEqual([weighted({ [blue]: 95, [green]: 5 })]);
  });

  it('is described page by page, the default rule last', async () => {
    const listener = await createListener(stage);
    const group = await createGroup(stage, 'blue');
    for (const priority of [30, 10, 20]) await createRule(stage, listener, weighted({ [group]: 1 }), { priority });
    const priorities: (string | undefined)[] = [];
    let Marker: string | undefined;
    do {
      const page = await stage.client.send(new DescribeRulesCommand({ ListenerArn: listener, PageSize: 2, Marker }));
      expect(page.Rules?.length).toBeLessThanOrEqual(2);
      priorities.push(...(page.Rules ?? []).map(({ Priority }) => Priority));
      Marker = page.NextMarker;
    } while (Marker);
    expect(priorities).toEqual(['10', '20', '30', 'default']);
  });

  it('that does not exist is not found', async () => {
    const RuleArn = missing.replace('targetgroup', 'listener-rule');
    await expect(stage.client.send(new ModifyRuleCommand({ RuleArn, Actions: [] }))).rejects.toBeInstanceOf(
      RuleNotFoundException,
    );
  });

  it('has a priority of its own', async () => {
    const listener = await createListener(stage);
    const group = await createGroup(stage, 'blue');
    await createRule(stage, listener, weighted({ [group]: 1 }));
    await expect(createRule(stage, listener, weighted({ [group]: 1 }))).rejects.toMatchObject({
      name: 'PriorityInUseException',
    });
  });

  it('cannot be modified when it is the default rule', async () => {
    const { Rules } = await stage.client.send(new DescribeRulesCommand({ ListenerArn: await createListener(stage) }));
    const change = new ModifyRuleCommand({ RuleArn: Rules?.[0]?.RuleArn, Actions: Rules?.[0]?.Actions });
    await expect(stage.client.send(change)).rejects.toMatchObject({ name: 'OperationNotPermittedException' });
  });

  it('keeps what a change does not mention', async () => {
    const [blue, green] = [await createGroup(stage, 'blue'), await createGroup(stage, 'green')];
    const rule = await createRule(stage, await createListener(stage), weighted({ [blue]: 1 }), { path: '/orders' });
    const { Rules } = await stage.client.send(
      new ModifyRuleCommand({ RuleArn: rule, Actions: [weighted({ [green]: 1 })] }),
    );
    expect(Rules?.[0]?.Conditions?.[0]?.Values).toEqual(['/orders']);
    expect(Rules?.[0]?.Actions?.[0]?.TargetGroupArn).toBe(green);
  });

  it('has tags', async () => {
    const group = await createGroup(stage, 'blue', { Tags: [{ Key: 'team', Value: 'a' }] });
    await stage.client.send(new AddTagsCommand({ ResourceArns: [group], Tags: [{ Key: 'team', Value: 'b' }] }));
    const { TagDescriptions } = await stage.client.send(new DescribeTagsCommand({ ResourceArns: [group] }));
    expect(TagDescriptions).toEqual([{ ResourceArn: group, Tags: [{ Key: 'team', Value: 'b' }] }]);
  });
});

async function create(input: Partial<CreateRuleCommandInput>) {
  const rule = {
    ListenerArn: await createListener(stage),
    Priority: 7,
    Conditions: [{ Field: 'path-pattern', Values: ['/*'] }],
    Actions: [],
  };
  return stage.client.send(new CreateRuleCommand({ ...rule, ...input }));
}
