import { expect, it } from '@jest/globals';
import { ingressRoutes } from '../../../src/adapters/k8s/ingress-route.ts';
import { address } from '../../support/routers/ingress-stage.ts';
import { shopIngress } from '../../support/routers/shop-ingress.ts';
import { json, startStub } from './stub-api-server.ts';

const routed = async (changes: { metadata?: object; spec?: object }) => {
  const ingress = shopIngress('shop');
  const shown = {
    ...ingress,
    metadata: { ...ingress.metadata, ...changes.metadata },
    spec: { ...ingress.spec, ...changes.spec },
  };
  const stub = await startStub((request, response) =>
    json(response, 200, request.url?.includes('ingresses') ? shown : { items: [] }),
  );
  const find = () => Promise.resolve('nothing is asked of the load balancer');
  try {
    return await ingressRoutes(async () => stub.kubeConfig, find).ofIngress(address);
  } finally {
    await stub.close();
  }
};

const otherClass = /its class is nginx: set spec\.ingressClassName: alb/;
const past = /no target group for service orders-blue yet/;

it.each([
  ['is refused for another class', { spec: { ingressClassName: 'nginx' } }, otherClass],
  ['is refused without a class', { spec: { ingressClassName: undefined } }, /it has no class: set/],
  [
    'is refused where the older annotation names another class',
    { metadata: { annotations: { 'kubernetes.io/ingress.class': 'nginx' } } },
    otherClass,
  ],
  ['passes with class alb', {}, past],
  [
    'passes with any class of an Ingress that the controller holds',
    {
      spec: { ingressClassName: 'internal' },
      metadata: { ...shopIngress('shop').metadata, finalizers: ['group.ingress.k8s.aws/shop'] },
    },
    past,
  ],
])('%s', async (_claim, changes, sentence) => {
  await expect(routed(changes)).rejects.toMatchObject({
    name: 'RouteNotFound',
    message: expect.stringMatching(sentence),
  });
});
