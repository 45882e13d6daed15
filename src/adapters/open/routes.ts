import { albRuleBetween } from '../aws/alb-rule-between.ts';
import { ingressRoutes } from '../k8s/ingress-route.ts';
import { openClusterAccess } from './cluster-access.ts';
import { openLoadBalancing } from './load-balancing.ts';

export const openRoutes = () => ingressRoutes(openClusterAccess(), albRuleBetween(openLoadBalancing()));
