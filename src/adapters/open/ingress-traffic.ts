import { ingressTraffic } from '../k8s/ingress-traffic.ts';
import { openClusterAccess } from './cluster-access.ts';

export const openIngressTraffic = () => ingressTraffic(openClusterAccess());
