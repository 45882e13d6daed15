import {
  type Action,
  CreateRuleCommand,
  DescribeListenersCommand,
  ModifyTargetGroupAttributesCommand,
  type RuleCondition,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createGroup, createListener, createRule, createStage, type Stage, weighted } from './stage.ts';

let stage: Stage;
let listener: string;
let groups: readonly string[];
beforeEach(async () => {
  stage = await createStage();
  listener = await createListener(stage);
  groups = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => createGroup(stage, name)));
});
afterEach(() => stage.close());

const anyPath: readonly RuleCondition[] = [{ Field: 'path-pattern', Values: ['/*'] }];

function create(action: Action, conditions: readonly RuleCondition[] = anyPath): Promise<unknown> {
  const input = { ListenerArn: listener, Priority: 1, Conditions: [...conditions], Actions: [action] };
  return stage.client.send(new CreateRuleCommand(input));
}

function shares(...weights: readonly (number | undefined)[]): Action {
  const TargetGroups = weights.map((Weight, index) => ({ TargetGroupArn: groups[index], Weight }));
  return { Type: 'forward', ForwardConfig: { TargetGroups } };
}

async function makeSticky(TargetGroupArn: string | undefined): Promise<void> {
  const Attributes = [{ Key: 'stickiness.enabled', Value: 'true' }];
  await stage.client.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes }));
}

describe('an action', () => {
  it.each([[-1], [1000], [0.5]])('is refused with a weight of %d', async (weight) => {
    await expect(create(shares(weight, 1))).rejects.toMatchObject({ name: 'ValidationError' });
  });

  it('takes weights from 0 to 999', async () => {
    await expect(create(shares(0, 999))).resolves.toBeDefined();
  });

  it('needs a weight for each of several groups', async () => {
    await expect(create(shares(1, undefined))).rejects.toThrow('must be between 0 and 999, inclusive');
  });

  it('takes five groups and refuses six', async () => {
    await expect(create(shares(1, 1, 1, 1, 1, 1))).rejects.toMatchObject({ name: 'ValidationError' });
    await expect(create(shares(1, 1, 1, 1, 1))).resolves.toBeDefined();
  });

  it.each([[undefined], [0], [604_801]])('is refused with a stickiness of %p seconds', async (DurationSeconds) => {
    const sticky = { Enabled: true, DurationSeconds };
    const action = { ...shares(1, 1).ForwardConfig, TargetGroupStickinessConfig: sticky };
    await expect(create({ Type: 'forward', ForwardConfig: action })).rejects.toMatchObject({ name: 'ValidationError' });
  });

  it('must be sticky when one of its groups is', async () => {
    const [one = '', two = ''] = groups;
    await makeSticky(one);
    await expect(create(shares(1, 1))).rejects.toMatchObject({ name: 'InvalidConfigurationRequestException' });
    await expect(create(weighted({ [one]: 1, [two]: 1 }, 60))).resolves.toBeDefined();
  });

  it('without stickiness keeps its groups from becoming sticky', async () => {
    const [one = '', two = ''] = groups;
    await createRule(stage, listener, weighted({ [one]: 1, [two]: 1 }));
    await expect(makeSticky(one)).rejects.toThrow('You must enable group stickiness before enabling target stickiness');
  });

  it.each([
    ['more than 1024 characters', { MessageBody: 'x'.repeat(1025) }, 'ValidationError'],
    ['a content type of its own', { ContentType: 'application/xml' }, 'ValidationError'],
    ['a redirect in disguise', { StatusCode: '302' }, 'InvalidLoadBalancerActionException'],
  ])('that answers by itself is refused with %s', async (_what, changes, name) => {
    const FixedResponseConfig = { StatusCode: '503', ...changes };
    await expect(create({ Type: 'fixed-response', FixedResponseConfig })).rejects.toMatchObject({ name });
  });

  it('that is not emulated says so', async () => {
    await expect(create({ Type: 'authenticate-oidc' })).rejects.toMatchObject({
      name: 'NotImplemented',
    });
  });
});

describe('conditions', () => {
  const path = (...Values: string[]): RuleCondition => ({ Field: 'path-pattern', Values });
  it.each<[string, RuleCondition[]]>([
    ['none', []],
    ['two path patterns', [path('/a'), path('/b')]],
    ['six values', [path('/1', '/2', '/3'), { Field: 'host-header', Values: ['4', '5', '6'] }]],
    ['four values in one condition', [path('/1', '/2', '/3', '/4')]],
    ['six wildcards', [path('/*/*/*/*/*/*')]],
    ['an unknown field', [{ Field: 'colour', Values: ['blue'] }]],
    [
      'the Host header as a header',
      [{ Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'Host', Values: ['a'] } }],
    ],
  ])('are refused: %s', async (_case, conditions) => {
    await expect(create(shares(1), conditions)).rejects.toMatchObject({ name: 'ValidationError' });
  });
});

describe('a pair of a query string', () => {
  it('is one value', async () => {
    const pairs = ['1', '2', '3'].map((Value) => ({ Key: 'version', Value }));
    const query: RuleCondition = { Field: 'query-string', QueryStringConfig: { Values: pairs } };
    await expect(create(shares(1), [query, { Field: 'host-header', Values: ['4', '5'] }])).resolves.toBeDefined();
  });
});

describe('the API budget', () => {
  it('throttles describing calls after a burst of 40, and gives 10 a second back', async () => {
    await stage.clock.advance(60_000);
    const describeOnce = () =>
      stage.client.send(new DescribeListenersCommand({ LoadBalancerArn: stage.loadBalancerArn }));
    for (let call = 0; call < 40; call += 1) await describeOnce();
    await expect(describeOnce()).rejects.toMatchObject({ name: 'Throttling', message: 'Rate exceeded' });
    await stage.clock.advance(1000);
    for (let call = 0; call < 10; call += 1) await describeOnce();
    await expect(describeOnce()).rejects.toMatchObject({ name: 'Throttling' });
  });

  it('throttles changes after a burst of 20, while describing goes on', async () => {
    await stage.clock.advance(60_000);
    const arn = groups[0] ?? '';
    for (let call = 0; call < 20; call += 1) await makeSticky(arn);
    await expect(makeSticky(arn)).rejects.toMatchObject({ name: 'Throttling' });
    await expect(
      stage.client.send(new DescribeListenersCommand({ LoadBalancerArn: stage.loadBalancerArn })),
    ).resolves.toBeDefined();
    await stage.clock.advance(1000);
    for (let call = 0; call < 3; call += 1) await makeSticky(arn);
    await expect(makeSticky(arn)).rejects.toMatchObject({ name: 'Throttling' });
  });

  it('is shared with whoever registers targets', async () => {
    await stage.clock.advance(60_000);
    const register = () => stage.elb.registrar.register(groups[0] ?? '', [{ address: '10.0.0.1', port: 80 }]);
    for (let call = 0; call < 20; call += 1) register();
    expect(register).toThrow('Rate exceeded');
  });
});
