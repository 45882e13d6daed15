import { DeleteListenerCommand, DeleteRuleCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../support/cluster.ts';
import { converges } from '../../support/routers/claims.ts';
import { type EmulatedIngressStage, openIngressStage } from '../../support/routers/ingress-stage.ts';
import { path } from '../../support/routers/shop-ingress.ts';

let stage: EmulatedIngressStage;
beforeEach(async () => {
  stage = await openIngressStage();
});
afterEach(() => stage.close());

const groups = () => Object.keys(stage.safe.weights);
const deleteRule = () => stage.elb.client.send(new DeleteRuleCommand({ RuleArn: stage.safe.listenerRule }));

describe('a rule that is gone', () => {
  it('ends in a sentence while nobody has made it anew', async () => {
    await deleteRule();
    const sentence = {
      name: 'RollbackActionRefused',
      message: expect.stringMatching(/is gone, .* look at who made it/),
    };
    await expect(stage.traffic.set(stage.safe)).rejects.toMatchObject(sentence);
    await expect(stage.traffic.read(stage.safe.listenerRule, groups())).rejects.toMatchObject(sentence);
    await expect(stage.traffic.read(stage.safe.listenerRule)).rejects.toMatchObject(sentence);
  });

  it('ends in the same sentence when its listener is gone with it', async () => {
    const ListenerArn = stage.safe.listenerRule.replace(':listener-rule/', ':listener/').replace(/\/[^/]+$/, '');
    await stage.elb.client.send(new DeleteListenerCommand({ ListenerArn }));
    await expect(stage.traffic.set(stage.safe)).rejects.toThrow(/is gone, .* look at who made it/);
  });

  it('is made anew by the way back through the annotation, and read under its old name', async () => {
    await stage.traffic.set(stage.split(25));
    await converges(stage, stage.split(25));
    await deleteRule();
    await stage.traffic.set(stage.split(0));
    await converges(stage, stage.safe);
  });

  it('is set under its old name once the controller has made it anew', async () => {
    await deleteRule();
    await stage.traffic.set(stage.split(25));
    await converges(stage, stage.split(25));
    await stage.traffic.set(stage.safe);
    await converges(stage, stage.safe);
  });
});

describe('a rule whose ARN the controller gave to another path', () => {
  /** The load balancer has other weights than the Ingress, and a path comes before ours at that moment. */
  const lose = async () => {
    await stage.somebodySets(40);
    const paths = [path('other', '/other'), path('other', '/early'), path('orders', '/')];
    await stage.shop.patch({ spec: { rules: [{ host: 'shop.example', http: { paths } }] } });
    await eventually(async () => {
      const { weights } = await stage.loadBalancer.read(stage.safe.listenerRule);
      expect(Object.values(weights)).toEqual([30, 70]);
    });
  };

  it('is followed to its new ARN, so that a rollback takes no user from a neighbour', async () => {
    await stage.traffic.set(stage.split(25));
    await converges(stage, stage.split(25));
    await lose();
    await converges(stage, stage.split(25));
    await stage.traffic.set(stage.safe);
    await converges(stage, stage.safe);
    expect(Object.values((await stage.loadBalancer.read(stage.safe.listenerRule)).weights)).toEqual([30, 70]);
  });
});
