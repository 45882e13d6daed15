import { startCloud } from '../../../emulator/src/cloud.ts';
import { albRuleBetween } from '../../../src/adapters/aws/alb-rule-between.ts';
import { albTraffic } from '../../../src/adapters/aws/alb-traffic.ts';
import { followedRule } from '../../../src/adapters/aws/followed-rule.ts';
import { ingressRoutes } from '../../../src/adapters/k8s/ingress-route.ts';
import { ingressTraffic } from '../../../src/adapters/k8s/ingress-traffic.ts';
import { routedTraffic } from '../../../src/adapters/routed-traffic.ts';
import { openCluster } from '../cluster.ts';
import { openElb } from './load-balancer.ts';
import type { IngressStage } from './router-stage.ts';
import { createShop, shopIn, shopServices } from './shop-ingress.ts';
import { standInController } from './stand-in-controller.ts';

let stages = 0;

/** Router 2 on the cluster of TIDEGATE_TEST_KUBECONFIG: its API server is real; load balancer and controller are stand-ins. */
export const openApiServerStage = async (): Promise<IngressStage> => {
  const namespace = `shop-${process.pid}-${Date.now().toString(36)}-${++stages}`;
  const [cluster, cloud] = await Promise.all([openCluster(), startCloud({ timeScale: 50 })]);
  const elb = openElb(cloud);
  await createShop(cluster.api, namespace);
  const groups: Record<string, string> = {};
  for (const service of shopServices) groups[service] = await elb.group(service);
  const of = (service: string) => groups[service] ?? '';
  const listener = await elb.listener();
  const other = await listener.rule({ [of('other-a')]: 30, [of('other-b')]: 70 });
  const orders = await listener.rule({ [of('orders-blue')]: 100, [of('orders-green')]: 0 });
  for (const name of shopServices)
    await cluster.api.create({
      ...{ apiVersion: 'elbv2.k8s.aws/v1beta1', kind: 'TargetGroupBinding' },
      metadata: { name: `k8s-${name}`, namespace, labels: { 'ingress.k8s.aws/stack': 'shop' } },
      spec: { targetGroupARN: of(name), serviceRef: { name, port: 80 }, targetType: 'ip' },
    } as object);
  const shop = shopIn(cluster.api, namespace);
  const controller = standInController(shop.read, elb, [
    { action: 'orders', rule: orders, groups },
    { action: 'other', rule: other, groups },
  ]);
  const access = async () => cluster.kubeConfig;
  const { listenerRule, targetGroups, ingress } = await ingressRoutes(access, albRuleBetween(elb.client)).ofIngress({
    ...{ cluster: 'production', namespace, ingress: 'shop', action: 'orders' },
    services: { blue: 'orders-blue', green: 'orders-green' },
  });
  const weights = (weight: number) => ({ [targetGroups.blue]: 100 - weight, [targetGroups.green ?? '']: weight });
  const loadBalancer = followedRule(albTraffic(elb.client), elb.client);
  return {
    traffic: routedTraffic(loadBalancer, async () => ingressTraffic(access)),
    split: (weight) => ({ listenerRule, weights: weights(weight), ...(ingress === undefined ? {} : { ingress }) }),
    safe: { listenerRule, weights: weights(0), controlled: true },
    somebodySets: (weight, sticky) => elb.modify(listenerRule, weights(weight), sticky),
    neighbour: () => elb.weightsOf(other),
    written: shop.written,
    poke: shop.poke,
    close: async () => {
      await controller.close();
      await cluster.api.delete({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
      elb.client.destroy();
      await Promise.all([cloud.close(), cluster.close()]);
    },
  };
};
