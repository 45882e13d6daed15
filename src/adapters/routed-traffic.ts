import type { RoutedTraffic, Traffic } from '../ports/traffic.ts';

/**
 * Weights by either router: with an Ingress in the split they are set there, else at the load balancer itself. What is read is
 * always what the load balancer has. `ingress` is opened when it is first needed.
 */
export const routedTraffic = (
  loadBalancer: Traffic,
  ingress: () => Promise<Pick<RoutedTraffic, 'set' | 'told'>>,
): RoutedTraffic => ({
  set: async (split) => {
    const router = split.ingress === undefined ? loadBalancer : await ingress();
    await router.set(split);
  },
  told: async (split) => (await ingress()).told(split),
  read: (listenerRule, targetGroups) => loadBalancer.read(listenerRule, targetGroups),
});
