import {
  CreateRuleCommand,
  DescribeRulesCommand,
  type ElasticLoadBalancingV2Client,
  type RuleCondition,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  createGroup,
  createListener,
  createStage,
  get,
  registerHealthy,
  type Stage,
  weighted,
} from '../../../emulator/test/elb/stage.ts';
import { albCohorts } from '../../../src/adapters/aws/alb-cohorts.ts';
import { albMaintenance } from '../../../src/adapters/aws/alb-maintenance.ts';
import { albTraffic } from '../../../src/adapters/aws/alb-traffic.ts';

let stage: Stage;
let listener: string;
let blue: string;
let asked: string[];

beforeEach(async () => {
  stage = await createStage();
  listener = await createListener(stage);
  blue = await createGroup(stage, 'blue');
  asked = namesOf(stage.client);
});
afterEach(() => stage.close());

const namesOf = (client: ElasticLoadBalancingV2Client): string[] => {
  const names: string[] = [];
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        names.push(commandName);
        return next(args);
      },
    { step: 'finalizeRequest', priority: 'low' },
  );
  return names;
};

const createRule = async (...Conditions: RuleCondition[]): Promise<string> => {
  const { Rules } = await stage.client.send(
    new CreateRuleCommand({ ListenerArn: listener, Priority: 5, Conditions, Actions: [weighted({ [blue]: 1 })] }),
  );
  await stage.clock.advance(0);
  return Rules?.[0]?.RuleArn ?? '';
};
const path = (...Values: string[]): RuleCondition => ({ Field: 'path-pattern', Values });
const host = (...Values: string[]): RuleCondition => ({ Field: 'host-header', HostHeaderConfig: { Values } });
const missingRule =
  'arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener-rule/app/shop/50dc6c495c0c9188/f2f7dc8efc522ab2/9683b2d02a6cabee';

describe('a maintenance answer', () => {
  it('tells everybody when to come back, and leaves no request to the service', async () => {
    const rule = await createRule(path('/*'));
    const program = await stage.program();
    await registerHealthy(stage, blue, program);
    const before = program.requests();
    await albMaintenance(stage.client).close(rule, 45);
    await stage.clock.advance(0);
    const answer = await get(stage, '/orders');
    expect(answer).toMatchObject({ status: 503, headers: { 'content-type': 'text/html' } });
    expect(answer.body).toContain('<meta http-equiv="refresh" content="45">');
    expect(answer.body).toContain('in 45 seconds');
    expect(answer.body.length).toBeLessThanOrEqual(1024);
    expect(program.requests()).toBe(before);
  });

  it('is read as closed, and ended by setting weights', async () => {
    const rule = await createRule(path('/*'));
    const traffic = albTraffic(stage.client);
    await registerHealthy(stage, blue, await stage.program());
    await albMaintenance(stage.client).close(rule, 30);
    expect(await traffic.read(rule)).toEqual({ listenerRule: rule, weights: {}, sticky: false, closed: true });
    await traffic.set({ listenerRule: rule, weights: { [blue]: 100 } });
    expect(await traffic.read(rule)).toEqual({ listenerRule: rule, weights: { [blue]: 100 }, sticky: false });
    await stage.clock.advance(0);
    expect(await get(stage, '/orders')).toMatchObject({ status: 200 });
  });

  it('is refused for good for a rule that does not exist', async () => {
    await expect(albMaintenance(stage.client).close(missingRule, 30)).rejects.toMatchObject({
      name: 'RollbackActionRefused',
      message: expect.stringContaining('RuleNotFound'),
    });
  });
});

describe('narrowing a rule to a cohort', () => {
  const narrow = (listenerRule: string, match: { header: string; value: string } | { query: string; value: string }) =>
    albCohorts(stage.client).narrow({ listenerRule, match });
  const conditionsOf = async (rule: string): Promise<readonly RuleCondition[]> => {
    const { Rules } = await stage.client.send(new DescribeRulesCommand({ RuleArns: [rule] }));
    return Rules?.[0]?.Conditions ?? [];
  };
  const cohort = { header: 'Cookie', value: '*cohort=b*' };

  it('lets only the cohort match, where the rule matches at all', async () => {
    const rule = await createRule(path('/orders*'), host('shop.example'));
    await registerHealthy(stage, blue, await stage.program());
    await narrow(rule, cohort);
    await stage.clock.advance(0);
    const statusOf = async (at: string, cookie: string, hostName = 'shop.example') =>
      (await get(stage, at, { cookie, host: hostName })).status;
    expect(await statusOf('/orders/1', 'theme=dark; cohort=b')).toBe(200);
    expect(await statusOf('/orders/1', 'cohort=a')).toBe(404);
    expect(await statusOf('/other', 'cohort=b')).toBe(404);
    expect(await statusOf('/orders/1', 'cohort=b', 'other.example')).toBe(404);
  });

  it('replaces the cohort of the experiment before', async () => {
    const rule = await createRule(path('/*'));
    await narrow(rule, cohort);
    await narrow(rule, { query: 'preview', value: 'on' });
    expect(await conditionsOf(rule)).toEqual([
      { Field: 'path-pattern', Values: ['/*'], PathPatternConfig: { Values: ['/*'] } },
      { Field: 'query-string', QueryStringConfig: { Values: [{ Key: 'preview', Value: 'on' }] } },
    ]);
  });

  it('writes nothing where the rule has that cohort already', async () => {
    const rule = await createRule(path('/*'), host('shop.example'));
    await narrow(rule, cohort);
    asked.length = 0;
    await narrow(rule, cohort);
    expect(asked).toEqual(['DescribeRulesCommand']);
  });

  it.each<[string, RuleCondition[], string]>([
    ['six values', [path('/a', '/b', '/c'), host('a.example', 'b.example')], '6 values with that of the cohort'],
    ['six wildcards', [path('/*/*', '/?/?')], '6 wildcards with those of the cohort'],
  ])(
    'is refused before it is asked for, with the limit, where it would make %s',
    async (_what, conditions, sentence) => {
      const rule = await createRule(...conditions);
      asked.length = 0;
      await expect(narrow(rule, cohort)).rejects.toMatchObject({
        name: 'RollbackActionRefused',
        message: expect.stringContaining(sentence),
      });
      expect(asked).toEqual(['DescribeRulesCommand']);
    },
  );

  it('is refused for good for a rule that does not exist', async () => {
    await expect(narrow(missingRule, cohort)).rejects.toMatchObject({ name: 'RollbackActionRefused' });
  });
});
