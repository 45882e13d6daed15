import { KubeConfig, KubernetesObjectApi } from '@kubernetes/client-node';
import { startCloud } from '../../../emulator/src/cloud.ts';
import { albRuleBetween } from '../../../src/adapters/aws/alb-rule-between.ts';
import { albTraffic } from '../../../src/adapters/aws/alb-traffic.ts';
import { followedRule } from '../../../src/adapters/aws/followed-rule.ts';
import { ingressRoutes } from '../../../src/adapters/k8s/ingress-route.ts';
import { ingressTraffic } from '../../../src/adapters/k8s/ingress-traffic.ts';
import { routedTraffic } from '../../../src/adapters/routed-traffic.ts';
import type { IngressAddress } from '../../../src/ports/routes.ts';
import { eventually } from '../cluster.ts';
import { openElb } from './load-balancer.ts';
import type { IngressStage } from './router-stage.ts';
import { createShop, shopIn } from './shop-ingress.ts';

const namespace = 'shop';
export const address: IngressAddress = {
  ...{ cluster: 'production', namespace, ingress: 'shop', action: 'orders' },
  services: { blue: 'orders-blue', green: 'orders-green' },
};

/** Router 2: an Ingress, and the controller that looks after it, both emulated. */
export const openIngressStage = async () => {
  const cloud = await startCloud({ timeScale: 50 });
  const { name, endpoint, caData, token } = await cloud.services.clusters.create('production');
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromClusterAndUser({ name, server: endpoint, caData, skipTLSVerify: false }, { name: 'admin', token });
  const api = KubernetesObjectApi.makeApiClient(kubeConfig);
  await createShop(api, namespace);
  const access = async () => kubeConfig;
  const elb = openElb(cloud);
  const routes = ingressRoutes(access, albRuleBetween(elb.client));
  const { listenerRule, targetGroups, ingress } = await eventually(() => routes.ofIngress(address));
  const other = { ...address, action: 'other', services: { blue: 'other-a', green: 'other-b' } };
  const { listenerRule: neighbour } = await eventually(() => routes.ofIngress(other));
  const [stable, candidate] = [targetGroups.blue, targetGroups.green ?? ''];
  const weights = (weight: number) => ({ [stable]: 100 - weight, [candidate]: weight });
  const shop = shopIn(api, namespace);
  const loadBalancer = followedRule(albTraffic(elb.client), elb.client);
  const stage: IngressStage = {
    traffic: routedTraffic(loadBalancer, async () => ingressTraffic(access)),
    split: (weight) => ({ listenerRule, weights: weights(weight), ...(ingress === undefined ? {} : { ingress }) }),
    safe: { listenerRule, weights: weights(0), controlled: true },
    somebodySets: (weight, sticky) => elb.modify(listenerRule, weights(weight), sticky),
    neighbour: () => elb.weightsOf(neighbour),
    written: shop.written,
    poke: shop.poke,
    close: async () => {
      elb.client.destroy();
      await cloud.close();
    },
  };
  return { ...stage, shop, api, kubeConfig, elb, routes, loadBalancer };
};
export type EmulatedIngressStage = Awaited<ReturnType<typeof openIngressStage>>;
