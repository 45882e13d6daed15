import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { V1Ingress } from '@kubernetes/client-node';
import { actionAnnotation } from '../../../src/adapters/k8s/ingress-action.ts';
import type { IngressAddress } from '../../../src/ports/routes.ts';
import { eventually } from '../../support/cluster.ts';
import { address, type EmulatedIngressStage, openIngressStage } from '../../support/routers/ingress-stage.ts';
import { forwardText, path } from '../../support/routers/shop-ingress.ts';

let stage: EmulatedIngressStage;
let original: V1Ingress;
beforeAll(async () => {
  stage = await openIngressStage();
  original = await stage.shop.read();
});
afterAll(() => stage.close());

const routeOf = (changes: Partial<IngressAddress> = {}) => stage.routes.ofIngress({ ...address, ...changes });
const refused = (sentence: RegExp) => ({ name: 'RouteNotFound', message: expect.stringMatching(sentence) });

afterEach(async () => {
  const { metadata, spec } = original;
  await stage.shop.patch({ metadata: { annotations: metadata?.annotations }, spec: spec ?? {} });
  await eventually(() => routeOf());
});

it('leads to the rule and the target groups that the controller made', async () => {
  const { listenerRule, targetGroups, ingress } = await routeOf();
  expect(listenerRule).toMatch(/:listener-rule\/app\/k8s-shop-/);
  expect(targetGroups.blue).toMatch(/targetgroup\/k8s-shop-ordersbl-/);
  expect(targetGroups.green).toMatch(/targetgroup\/k8s-shop-ordersgr-/);
  expect(ingress).toEqual({
    ...{ cluster: 'production', namespace: 'shop', ingress: 'shop', action: 'orders' },
    services: {
      [targetGroups.blue]: { name: 'orders-blue', port: '80' },
      [targetGroups.green ?? '']: { name: 'orders-green', port: '80' },
    },
  });
  expect((await stage.loadBalancer.read(listenerRule)).weights).toEqual({
    [targetGroups.blue]: 100,
    [targetGroups.green ?? '']: 0,
  });
});

describe('there is no route, and the reason and the fix are named,', () => {
  const annotated = (action: string | null) =>
    stage.shop.patch({ metadata: { annotations: { [actionAnnotation('orders')]: action } } });
  const both = { 'orders-blue': 100, 'orders-green': 0 };
  const sticky = () => {
    const action = JSON.parse(forwardText(both));
    action.forwardConfig.targetGroupStickinessConfig = { enabled: true, durationSeconds: 60 };
    return JSON.stringify(action);
  };

  it('without the Ingress', async () => {
    await expect(routeOf({ ingress: 'shopp' })).rejects.toMatchObject(
      refused(/Ingress shopp in namespace shop: there is no such Ingress: create it/),
    );
  });

  it.each<[string, () => string | null, RegExp]>([
    ['without the action', () => null, /no annotation alb\.ingress\.kubernetes\.io\/actions\.orders: add it/],
    ['for a redirect', () => '{"type":"redirect"}', /it is no forward: write/],
    ['for what is no JSON', () => 'orders-blue', /it is no forward: write/],
    [
      'without the other slot',
      () => forwardText({ 'orders-blue': 1 }),
      /does not name service orders-green: name both/,
    ],
    ['without a weight', () => forwardText(both).replace(',"weight":0', ''), /orders-green no weight: write one/],
    ['with a third service', () => forwardText({ ...both, 'other-a': 0 }), /it also names other-a: leave only/],
    ['with stickiness', sticky, /stickiness on, .* turn it off/],
  ])('%s', async (_what, action, sentence) => {
    await annotated(action());
    await expect(routeOf()).rejects.toMatchObject(refused(sentence));
  });

  it('where no path uses the action', async () => {
    await stage.shop.patch({ spec: { rules: [{ host: 'shop.example', http: { paths: [path('other', '/')] } }] } });
    await expect(routeOf()).rejects.toMatchObject(
      refused(/no path uses it: give one the backend orders with port use-ann/),
    );
  });

  it('where the controller has no target group for a slot yet', async () => {
    const services = { blue: 'orders-blue', green: 'orders-teal' };
    await annotated(forwardText({ 'orders-blue': 100, 'orders-teal': 0 }));
    await expect(routeOf({ services })).rejects.toMatchObject(refused(/no target group for service orders-teal yet/));
  });

  it('where more than one rule forwards to both', async () => {
    const paths = [path('orders', '/orders'), path('orders', '/baskets')];
    await stage.shop.patch({ spec: { rules: [{ host: 'shop.example', http: { paths } }] } });
    await eventually(() => expect(routeOf()).rejects.toMatchObject(refused(/2 rules forward to both services: use/)));
  });

  it('where the load balancer does not have the rule yet', async () => {
    const { listenerRule } = await routeOf();
    const [stable = ''] = Object.keys(stage.safe.weights);
    await stage.elb.modify(listenerRule, { [stable]: 1 });
    await expect(routeOf()).rejects.toMatchObject(refused(/not reached the load balancer: no rule .* wait for/));
    await stage.shop.poke();
    await eventually(() => routeOf());
  });
});
