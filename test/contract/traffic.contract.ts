import { DeregisterTargetsCommand, RegisterTargetsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { beforeAll, expect } from '@jest/globals';
import { albTargets } from '../../src/adapters/aws/alb-targets.ts';
import { albTraffic } from '../../src/adapters/aws/alb-traffic.ts';
import type { Traffic } from '../../src/ports/traffic.ts';
import { type Balancer, openBalancer, weighted } from './balancer.ts';
import { onEachCloud } from './clouds.ts';

onEachCloud('traffic', ({ scenario, ...cloud }) => {
  let balancer: Balancer;
  let traffic: Traffic;
  let blue: string;
  let green: string;
  beforeAll(async () => {
    balancer = await openBalancer({ scenario, ...cloud });
    traffic = albTraffic(balancer.client);
    [blue, green] = [await balancer.group('blue'), await balancer.group('green')];
  });

  const created = () => balancer.rule(weighted({ [blue]: 100, [green]: 0 }));
  const elsewhere = (arn: string) => arn.replace(/[0-9a-z]{16}$/, '0000000000000000');
  const refused = (sentence: RegExp) => ({
    name: 'RollbackActionRefused',
    message: expect.stringMatching(sentence),
  });

  scenario(
    'weights are read as they were created',
    async () => {
      const listenerRule = await created();
      expect(await traffic.read(listenerRule)).toEqual({
        listenerRule,
        weights: { [blue]: 100, [green]: 0 },
        sticky: false,
      });
    },
    { ministack: 'it drops weights' },
  );

  scenario(
    'weights are read as they were set',
    async () => {
      const listenerRule = await created();
      await traffic.set({ listenerRule, weights: { [blue]: 95, [green]: 5 } });
      expect(await traffic.read(listenerRule)).toEqual({
        listenerRule,
        weights: { [blue]: 95, [green]: 5 },
        sticky: false,
      });
    },
    { ministack: 'it drops weights' },
  );

  scenario(
    'setting weights turns a cookie off',
    async () => {
      const listenerRule = await balancer.rule(weighted({ [blue]: 1, [green]: 1 }, 600));
      expect(await traffic.read(listenerRule)).toMatchObject({ sticky: true });
      await traffic.set({ listenerRule, weights: { [blue]: 1, [green]: 1 } });
      expect(await traffic.read(listenerRule)).toMatchObject({ sticky: false });
    },
    { ministack: 'it drops stickiness' },
  );

  scenario('a single target group gets everybody', async () => {
    const listenerRule = await balancer.rule({ Type: 'forward', TargetGroupArn: green });
    expect(await traffic.read(listenerRule)).toEqual({ listenerRule, weights: { [green]: 100 }, sticky: false });
  });

  scenario('a rule that does not exist refuses weights for good', async () => {
    const listenerRule = elsewhere(await created());
    await expect(traffic.set({ listenerRule, weights: { [blue]: 1 } })).rejects.toMatchObject(refused(/RuleNotFound/));
  });

  scenario(
    'a rule that does not exist can not be read',
    async () => {
      await expect(traffic.read(elsewhere(await created()))).rejects.toMatchObject(refused(/RuleNotFound/));
    },
    { ministack: 'it answers an empty list' },
  );

  scenario(
    'a target group that does not exist is refused for good',
    async () => {
      const split = { listenerRule: await created(), weights: { [blue]: 1, [elsewhere(green)]: 1 } };
      await expect(traffic.set(split)).rejects.toMatchObject(refused(/TargetGroupNotFound/));
    },
    { ministack: 'it looks for no target group' },
  );

  scenario(
    'a weight above 999 is refused for good',
    async () => {
      const split = { listenerRule: await created(), weights: { [blue]: 1000, [green]: 0 } };
      await expect(traffic.set(split)).rejects.toMatchObject(refused(/ValidationError/));
    },
    { moto: 'it takes any weight', ministack: 'it drops weights' },
  );

  scenario(
    'more than five target groups are refused for good',
    async () => {
      const groups = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map(balancer.group));
      const weights = Object.fromEntries(groups.map((group) => [group, 1]));
      await expect(traffic.set({ listenerRule: await created(), weights })).rejects.toMatchObject(refused(/./));
    },
    { moto: 'it takes any number', ministack: 'it drops weights' },
  );

  scenario(
    'a target group of another load balancer is refused for good',
    async () => {
      const other = await openBalancer({ scenario, ...cloud });
      const split = {
        listenerRule: await other.rule(weighted({ [await other.group('own')]: 1 })),
        weights: { [blue]: 1 },
      };
      await created();
      await expect(traffic.set(split)).rejects.toMatchObject(refused(/TargetGroupAssociationLimit/));
    },
    { moto: 'it does not look', ministack: 'it does not look' },
  );

  scenario(
    'the rule that a listener begins with is refused for good',
    async () => {
      const listenerRule = await balancer.defaultRule();
      await expect(traffic.set({ listenerRule, weights: { [blue]: 1 } })).rejects.toMatchObject(
        refused(/OperationNotPermitted/),
      );
    },
    { moto: 'it modifies it' },
  );

  scenario('a rule that does something else is not ours', async () => {
    const RedirectConfig = { StatusCode: 'HTTP_301', Host: 'elsewhere.example' } as const;
    const rule = await balancer.rule({ Type: 'redirect', RedirectConfig });
    await expect(traffic.read(rule)).rejects.toMatchObject(refused(/has redirect/));
  });

  scenario('targets are registered until they are taken away', async () => {
    const TargetGroupArn = await balancer.group('members');
    await balancer.rule(weighted({ [TargetGroupArn]: 1 }));
    const Targets = [{ Id: '10.0.0.7', Port: 8080 }];
    const targets = albTargets(balancer.client);
    expect(await targets.count(TargetGroupArn)).toEqual({ healthy: 0, registered: 0 });
    await balancer.client.send(new RegisterTargetsCommand({ TargetGroupArn, Targets }));
    expect(await targets.count(TargetGroupArn)).toMatchObject({ registered: 1 });
    await balancer.client.send(new DeregisterTargetsCommand({ TargetGroupArn, Targets }));
    expect(await targets.count(TargetGroupArn)).toEqual({ healthy: 0, registered: 0 });
  });

  scenario(
    'a target that never answered is not healthy',
    async () => {
      const TargetGroupArn = await balancer.group('members');
      await balancer.rule(weighted({ [TargetGroupArn]: 1 }));
      const Targets = [{ Id: '10.0.0.8', Port: 8080 }];
      await balancer.client.send(new RegisterTargetsCommand({ TargetGroupArn, Targets }));
      expect(await albTargets(balancer.client).count(TargetGroupArn)).toMatchObject({ healthy: 0, registered: 1 });
    },
    { moto: 'it calls all targets healthy', ministack: 'it calls all targets healthy' },
  );
});
