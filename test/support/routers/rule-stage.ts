import { startCloud } from '../../../emulator/src/cloud.ts';
import { albTraffic } from '../../../src/adapters/aws/alb-traffic.ts';
import { followedRule } from '../../../src/adapters/aws/followed-rule.ts';
import { routedTraffic } from '../../../src/adapters/routed-traffic.ts';
import { openElb } from './load-balancer.ts';
import type { RouterStage } from './router-stage.ts';

/** Router 1: a rule of our own on a listener that no controller owns. */
export const openRuleStage = async (): Promise<RouterStage> => {
  const cloud = await startCloud({ timeScale: 50 });
  const elb = openElb(cloud);
  const listener = await elb.listener();
  const [stable, candidate] = [await elb.group('orders-blue'), await elb.group('orders-green')];
  const listenerRule = await listener.rule({ [stable]: 100, [candidate]: 0 });
  const neighbour = await listener.rule({ [await elb.group('other-a')]: 30, [await elb.group('other-b')]: 70 });
  let body = '';
  elb.client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName === 'ModifyRuleCommand') body = (args.request as { body: string }).body;
        return next(args);
      },
    { step: 'finalizeRequest', priority: 'low' },
  );
  const split = (weight: number) => ({ listenerRule, weights: { [stable]: 100 - weight, [candidate]: weight } });
  const noIngress = () => Promise.reject(new Error('this rule has no Ingress'));
  return {
    traffic: routedTraffic(followedRule(albTraffic(elb.client), elb.client), noIngress),
    split,
    safe: split(0),
    somebodySets: (weight, sticky) => elb.modify(listenerRule, split(weight).weights, sticky),
    neighbour: () => elb.weightsOf(neighbour),
    written: async () => body,
    close: async () => {
      elb.client.destroy();
      await cloud.close();
    },
  };
};
