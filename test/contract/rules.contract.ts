import {
  AddTagsCommand,
  DeleteRuleCommand,
  DescribeRulesCommand,
  type FixedResponseActionConfig,
  ModifyRuleCommand,
  ModifyTargetGroupAttributesCommand,
  type RuleCondition,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { beforeAll, expect } from '@jest/globals';
import { albCohorts } from '../../src/adapters/aws/alb-cohorts.ts';
import { albMaintenance } from '../../src/adapters/aws/alb-maintenance.ts';
import { albRuleBetween } from '../../src/adapters/aws/alb-rule-between.ts';
import { albTraffic } from '../../src/adapters/aws/alb-traffic.ts';
import { followedRule } from '../../src/adapters/aws/followed-rule.ts';
import { inspectRule, inspectTargetGroup } from '../../src/adapters/aws/inspect-load-balancing.ts';
import { openSight } from '../../src/adapters/aws/inspect-sight.ts';
import { type Balancer, openBalancer, weighted } from './balancer.ts';
import { type CloudUnderTest, onEachCloud } from './clouds.ts';

const elsewhere = (arn: string) => arn.replace(/[0-9a-z]{16}$/, '0000000000000000');
const refused = (sentence: RegExp) => ({ name: 'RollbackActionRefused', message: expect.stringMatching(sentence) });

/** What the cloud itself refuses, whatever it calls it. */
const ofClient = { $fault: 'client' };
const dropped = 'it drops weights, and with them what a rule forwards to';
const unescaped = 'it tells the page without escaping it, so that its answer is no XML';

/** A load balancer with two target groups on one rule. */
const openShop = async (cloud: CloudUnderTest) => {
  const balancer: Balancer = await openBalancer(cloud);
  const [blue, green] = [await balancer.group('blue'), await balancer.group('green')];
  const created = (weights = { [blue]: 100, [green]: 0 }) => balancer.rule(weighted(weights));
  const conditionsOf = async (rule: string): Promise<readonly RuleCondition[]> => {
    const { Rules } = await balancer.client.send(new DescribeRulesCommand({ RuleArns: [rule] }));
    return Rules?.[0]?.Conditions ?? [];
  };
  return { ...balancer, blue, green, created, conditionsOf };
};
type Shop = Awaited<ReturnType<typeof openShop>>;

onEachCloud('maintenance', (cloud) => {
  const { scenario } = cloud;
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop(cloud);
  });
  const answering = async (answer: FixedResponseActionConfig) => {
    const Actions = [{ Type: 'fixed-response' as const, FixedResponseConfig: answer }];
    return shop.client.send(new ModifyRuleCommand({ RuleArn: await shop.created(), Actions }));
  };

  scenario(
    'closes a rule with a page that comes back by itself',
    async () => {
      const rule = await shop.created();
      await albMaintenance(shop.client).close(rule, 45);
      const { Rules } = await shop.client.send(new DescribeRulesCommand({ RuleArns: [rule] }));
      expect(Rules?.[0]?.Actions?.map(({ Type }) => Type)).toEqual(['fixed-response']);
      expect(Rules?.[0]?.Actions?.[0]?.FixedResponseConfig).toEqual({
        ...{ StatusCode: '503', ContentType: 'text/html' },
        MessageBody: expect.stringContaining('http-equiv="refresh" content="45"'),
      });
    },
    { ministack: unescaped },
  );

  scenario(
    'is read as closed, and ended by setting weights',
    async () => {
      const listenerRule = await shop.created();
      const traffic = albTraffic(shop.client);
      await albMaintenance(shop.client).close(listenerRule, 30);
      expect(await traffic.read(listenerRule)).toEqual({ listenerRule, weights: {}, sticky: false, closed: true });
      await traffic.set({ listenerRule, weights: { [shop.blue]: 100 } });
      expect(await traffic.read(listenerRule)).toEqual({ listenerRule, weights: { [shop.blue]: 100 }, sticky: false });
    },
    { ministack: unescaped },
  );

  scenario('is refused for good for a rule that does not exist', async () => {
    const closing = albMaintenance(shop.client).close(elsewhere(await shop.created()), 30);
    await expect(closing).rejects.toMatchObject(refused(/RuleNotFound/));
  });

  scenario(
    'has a page of at most 1024 characters',
    async () => {
      const MessageBody = 'x'.repeat(1025);
      const tooLong = answering({ StatusCode: '503', ContentType: 'text/html', MessageBody });
      await expect(tooLong).rejects.toMatchObject(ofClient);
    },
    { moto: 'it takes any length', ministack: 'it takes any length' },
  );

  scenario(
    'answers with a status of 2XX, 4XX or 5XX',
    async () => {
      await expect(answering({ StatusCode: '302' })).rejects.toMatchObject(ofClient);
    },
    { ministack: 'it takes any status' },
  );
});

onEachCloud('cohorts', (cloud) => {
  const { scenario } = cloud;
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop(cloud);
  });
  const path = { Field: 'path-pattern', Values: ['/orders*'] };
  const host = { Field: 'host-header', Values: ['shop.example'] };
  const onlyGreen = () => ({ Type: 'forward', TargetGroupArn: shop.green }) as const;
  const narrow = (listenerRule: string, match: Parameters<ReturnType<typeof albCohorts>['narrow']>[0]['match']) =>
    albCohorts(shop.client).narrow({ listenerRule, match });
  const fieldsOf = async (rule: string) => (await shop.conditionsOf(rule)).map(({ Field }) => Field).toSorted();

  scenario('join what a rule matches already', async () => {
    const rule = await shop.ruleMatching([path, host], onlyGreen());
    await narrow(rule, { header: 'Cookie', value: '*cohort=b*' });
    expect(await fieldsOf(rule)).toEqual(['host-header', 'http-header', 'path-pattern']);
    expect(await shop.conditionsOf(rule)).toContainEqual(
      expect.objectContaining({ HttpHeaderConfig: { HttpHeaderName: 'Cookie', Values: ['*cohort=b*'] } }),
    );
  });

  scenario(
    'take the place of the cohort before',
    async () => {
      const rule = await shop.ruleMatching([path], onlyGreen());
      await narrow(rule, { header: 'Cookie', value: '*cohort=b*' });
      await narrow(rule, { query: 'preview', value: 'on' });
      expect(await fieldsOf(rule)).toEqual(['path-pattern', 'query-string']);
      expect(await shop.conditionsOf(rule)).toContainEqual(
        expect.objectContaining({ QueryStringConfig: { Values: [{ Key: 'preview', Value: 'on' }] } }),
      );
    },
    { ministack: 'it drops what a query string must be' },
  );

  scenario('leave the action as it was', async () => {
    const listenerRule = await shop.ruleMatching([path], onlyGreen());
    await narrow(listenerRule, { query: 'preview', value: 'on' });
    expect(await albTraffic(shop.client).read(listenerRule)).toMatchObject({ weights: { [shop.green]: 100 } });
  });

  scenario('are written once, however often they are wanted', async () => {
    const rule = await shop.ruleMatching([path, host], onlyGreen());
    const written: string[] = [];
    shop.client.middlewareStack.add(
      (next, { commandName = '' }) =>
        (args) => {
          if (commandName === 'ModifyRuleCommand') written.push(commandName);
          return next(args);
        },
      { name: 'written', override: true },
    );
    for (let i = 0; i < 3; i++) await narrow(rule, { header: 'Cookie', value: '*cohort=b*' });
    expect(written).toHaveLength(1);
  });

  scenario('are refused for good by a rule that does not exist', async () => {
    const rule = elsewhere(await shop.created());
    await expect(narrow(rule, { query: 'preview', value: 'on' })).rejects.toMatchObject(refused(/RuleNotFound/));
  });

  const crowded = (Values: string[]) => {
    const RuleArn = shop.ruleMatching([path], onlyGreen());
    const header = { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'Cookie', Values } };
    return RuleArn.then((arn) =>
      shop.client.send(new ModifyRuleCommand({ RuleArn: arn, Conditions: [path, host, header] })),
    );
  };
  const unlimited = { moto: 'it takes any number', ministack: 'it takes any number' };
  scenario(
    'have at most five values with all others of the rule',
    async () => {
      await expect(crowded(['a', 'b', 'c', 'd', 'e'])).rejects.toMatchObject(ofClient);
    },
    unlimited,
  );
  scenario(
    'have at most five wildcards with all others of the rule',
    async () => {
      await expect(crowded(['*a*b*', '*c*d*'])).rejects.toMatchObject(ofClient);
    },
    unlimited,
  );
});

onEachCloud('the rule of an Ingress', (cloud) => {
  const { scenario } = cloud;
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop(cloud);
  });
  const between = () => albRuleBetween(shop.client)([shop.blue], [shop.green]);

  scenario(
    'is found by its target groups, and again when it was made anew',
    async () => {
      expect(await between()).toMatch(/no load balancer uses the target groups yet/);
      const weights = { [shop.blue]: 90, [shop.green]: 10 };
      const rule = await shop.created(weights);
      expect(await between()).toMatchObject({ listenerRule: rule, blue: shop.blue, green: shop.green });
      await shop.client.send(new DeleteRuleCommand({ RuleArn: rule }));
      await shop.created(weights);
      const followed = followedRule(albTraffic(shop.client), shop.client);
      expect(await followed.read(rule, [shop.blue, shop.green])).toMatchObject({ listenerRule: rule, weights });
    },
    { ministack: dropped },
  );

  scenario(
    'is not to be found where a target group is gone',
    async () => {
      const find = albRuleBetween(shop.client);
      expect(await find([elsewhere(shop.blue)], [shop.green])).toMatch(/does not exist: wait for the controller/);
    },
    { ministack: 'it answers an empty list' },
  );
});

onEachCloud('an inspection of load balancing', (cloud) => {
  const { scenario } = cloud;
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop(cloud);
  });

  scenario(
    'sees how a target group is set, and that another is not there',
    async () => {
      await shop.created();
      const sight = openSight();
      expect(await inspectTargetGroup(shop.client, sight, shop.blue)).toEqual({
        ...{ arn: shop.blue, targetType: 'ip', protocol: 'HTTP', protocolVersion: 'HTTP1' },
        loadBalancers: [expect.stringContaining(':loadbalancer/app/')],
        healthCheck: { path: '/', intervalSeconds: 30, timeoutSeconds: 5, healthyThreshold: 5, unhealthyThreshold: 2 },
        attributes: { deregistrationDelaySeconds: 300, sticky: false },
      });
      expect(await inspectTargetGroup(shop.client, sight, elsewhere(shop.blue))).toBeNull();
      expect(sight.unseen).toEqual([]);
    },
    { ministack: dropped },
  );

  scenario(
    'sees whom a rule forwards to',
    async () => {
      const rule = await shop.created();
      expect(await inspectRule(shop.client, openSight(), rule)).toMatchObject({
        ...{ targetGroups: [shop.blue, shop.green], sticky: false, owned: [] },
      });
    },
    { ministack: dropped },
  );

  scenario('sees that a controller owns the listener of a rule', async () => {
    const rule = await shop.created();
    const Tags = [{ Key: 'elbv2.k8s.aws/cluster', Value: 'production' }];
    await shop.client.send(new AddTagsCommand({ ResourceArns: [shop.listenerArn], Tags }));
    const { owned } = (await inspectRule(shop.client, openSight(), rule)) ?? {};
    expect(owned).toEqual([{ arn: shop.listenerArn, tag: 'elbv2.k8s.aws/cluster' }]);
  });

  scenario('sees a cookie of a target group', async () => {
    expect(await inspectTargetGroup(shop.client, openSight(), await stickyGroup())).toMatchObject({
      attributes: { sticky: true },
    });
  });

  scenario(
    'weights without a cookie are refused for good over target groups with one',
    async () => {
      const split = { listenerRule: await shop.created(), weights: { [await stickyGroup()]: 50, [shop.green]: 50 } };
      await expect(albTraffic(shop.client).set(split)).rejects.toMatchObject(refused(/InvalidConfigurationRequest/));
    },
    { moto: 'it does not look', ministack: 'it does not look' },
  );

  const stickyGroup = async (): Promise<string> => {
    const TargetGroupArn = await shop.group('sticky');
    const Attributes = [
      { Key: 'stickiness.enabled', Value: 'true' },
      { Key: 'stickiness.type', Value: 'lb_cookie' },
    ];
    await shop.client.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes }));
    return TargetGroupArn;
  };
});
