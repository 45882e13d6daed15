import {
  CreateRuleCommand,
  type ElasticLoadBalancingV2Client,
  ModifyTargetGroupAttributesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  createGroup,
  createListener,
  createRule,
  createStage,
  register,
  registerHealthy,
  type Stage,
  weighted,
} from '../../../emulator/test/elb/stage.ts';
import { albMaintenance } from '../../../src/adapters/aws/alb-maintenance.ts';
import { albTargets } from '../../../src/adapters/aws/alb-targets.ts';
import { albTraffic } from '../../../src/adapters/aws/alb-traffic.ts';
import type { Traffic } from '../../../src/ports/traffic.ts';

let stage: Stage;
let traffic: Traffic;
let listener: string;
let blue: string;
let green: string;
let requests: { name: string; body: string }[];

beforeEach(async () => {
  stage = await createStage();
  listener = await createListener(stage);
  [blue, green] = [await createGroup(stage, 'blue'), await createGroup(stage, 'green')];
  requests = recording(stage.client);
  traffic = albTraffic(stage.client);
});
afterEach(() => stage.close());

const recording = (client: ElasticLoadBalancingV2Client) => {
  const seen: { name: string; body: string }[] = [];
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        seen.push({ name: commandName, body: (args.request as { body: string }).body });
        return next(args);
      },
    { step: 'finalizeRequest', priority: 'low' },
  );
  return seen;
};

const created = () => createRule(stage, listener, weighted({ [blue]: 100, [green]: 0 }));

describe('setting weights', () => {
  it('is one call, after which the load balancer has them and no cookie overrides them', async () => {
    const listenerRule = await createRule(stage, listener, weighted({ [blue]: 100, [green]: 0 }, 600));
    requests.length = 0;
    await traffic.set({ listenerRule, weights: { [blue]: 95, [green]: 5 } });
    expect(requests.map(({ name }) => name)).toEqual(['ModifyRuleCommand']);
    await stage.clock.advance(0);
    expect(await traffic.read(listenerRule)).toEqual({
      listenerRule,
      weights: { [blue]: 95, [green]: 5 },
      sticky: false,
    });
  });

  it('is the same request byte for byte, in whatever order the groups are named', async () => {
    const listenerRule = await created();
    requests.length = 0;
    await traffic.set({ listenerRule, weights: { [blue]: 100, [green]: 0 } });
    await traffic.set({ listenerRule, weights: { [green]: 0, [blue]: 100 } });
    expect(requests[0]?.body).toBeTruthy();
    expect(requests[0]?.body).toBe(requests[1]?.body);
  });

  it('is refused for good, with the sentence of AWS, where a target group insists on stickiness', async () => {
    const listenerRule = await createRule(stage, listener, weighted({ [blue]: 100, [green]: 0 }, 600));
    const Attributes = [{ Key: 'stickiness.enabled', Value: 'true' }];
    await stage.client.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn: green, Attributes }));
    await expect(traffic.set({ listenerRule, weights: { [blue]: 100, [green]: 0 } })).rejects.toMatchObject({
      name: 'RollbackActionRefused',
      message: expect.stringMatching(/stick/i),
    });
  });

  it.each([
    ['a rule that does not exist', () => ({ listenerRule: missingRule(), weights: { [blue]: 1 } }), /RuleNotFound/],
    ['a target group that does not exist', () => ({ weights: { [missingGroup()]: 1 } }), /TargetGroupNotFound/],
    ['what is no ARN', () => ({ listenerRule: 'rule', weights: { [blue]: 1 } }), /ValidationError|RuleNotFound/],
  ])('is refused for good for %s', async (_what, split, sentence) => {
    const failure = traffic.set({ listenerRule: await created(), ...split() });
    await expect(failure).rejects.toMatchObject({ name: 'RollbackActionRefused' });
    await expect(failure).rejects.toThrow(sentence);
  });

  it('fails as CallFailed, to be tried again, when the budget is spent', async () => {
    const listenerRule = await created();
    const storm = Array.from({ length: 40 }, () => traffic.set({ listenerRule, weights: { [blue]: 1 } }));
    const failed = (await Promise.allSettled(storm)).filter((result) => result.status === 'rejected');
    expect(failed.map(({ reason }) => reason.name)).toContain('CallFailed');
    expect(failed.map(({ reason }) => reason.name)).not.toContain('RollbackActionRefused');
  });

  const missingRule = () =>
    'arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener-rule/app/shop/50dc6c495c0c9188/f2f7dc8efc522ab2/9683b2d02a6cabee';
  const missingGroup = () => 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/none/73e2d6bc24d8a067';
});

describe('reading weights', () => {
  it('gives a single target group everybody, whatever its weight', async () => {
    const listenerRule = await createRule(stage, listener, weighted({ [blue]: 7 }));
    expect(await traffic.read(listenerRule)).toEqual({ listenerRule, weights: { [blue]: 100 }, sticky: false });
  });

  it('understands a rule without a forward configuration', async () => {
    const { Rules } = await stage.client.send(
      new CreateRuleCommand({
        ...{ ListenerArn: listener, Priority: 9, Conditions: [{ Field: 'path-pattern', Values: ['/old'] }] },
        Actions: [{ Type: 'forward', TargetGroupArn: green }],
      }),
    );
    const listenerRule = Rules?.[0]?.RuleArn ?? '';
    expect(await traffic.read(listenerRule)).toEqual({ listenerRule, weights: { [green]: 100 }, sticky: false });
  });

  it('tells of a cookie that overrides weights', async () => {
    const listenerRule = await createRule(stage, listener, weighted({ [blue]: 1, [green]: 1 }, 600));
    expect(await traffic.read(listenerRule)).toMatchObject({ sticky: true });
  });

  it('refuses a rule that does something else, which setting weights would take away', async () => {
    const { Rules } = await stage.client.send(
      new CreateRuleCommand({
        ...{ ListenerArn: listener, Priority: 9, Conditions: [{ Field: 'path-pattern', Values: ['/old'] }] },
        Actions: [{ Type: 'redirect', RedirectConfig: { StatusCode: 'HTTP_301', Host: 'www.example' } }],
      }),
    );
    const failure = traffic.read(Rules?.[0]?.RuleArn ?? '');
    await expect(failure).rejects.toMatchObject({ name: 'RollbackActionRefused' });
    await expect(failure).rejects.toThrow(/has redirect: give Tidegate a rule whose only action is forward/);
  });
});

describe('targets', () => {
  it('are counted as the load balancer sees them', async () => {
    await created();
    const [first, second] = [await stage.program(), await stage.program()];
    expect(await albTargets(stage.client).count(green)).toEqual({ healthy: 0, registered: 0 });
    await registerHealthy(stage, green, first);
    stage.network.detach(second.address, second.port);
    await register(stage, green, second);
    expect(await albTargets(stage.client).count(green)).toEqual({ healthy: 1, registered: 2, initial: 1 });
  });

  it('of a group that no rule leads to are unused', async () => {
    const listenerRule = await created();
    await registerHealthy(stage, green, await stage.program());
    await albMaintenance(stage.client).close(listenerRule, 30);
    expect(await albTargets(stage.client).count(green)).toEqual({ healthy: 0, registered: 1, unused: 1 });
  });

  it('that drain are not counted', async () => {
    await created();
    const program = await stage.program();
    await registerHealthy(stage, green, program);
    stage.elb.registrar.deregister(green, [program]);
    expect(await albTargets(stage.client).count(green)).toEqual({ healthy: 0, registered: 0 });
  });
});
