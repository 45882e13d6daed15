import { routedTraffic } from '../routed-traffic.ts';
import { openTraffic } from './traffic.ts';

/** The load balancer, and the Ingress before it where a policy names one; what asks the cluster is loaded only then. */
export const openRoutedTraffic = () =>
  routedTraffic(openTraffic(), async () => (await import('./ingress-traffic.ts')).openIngressTraffic());
