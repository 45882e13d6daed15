import { albTraffic } from '../aws/alb-traffic.ts';
import { openLoadBalancing } from './load-balancing.ts';

export const openTraffic = () => albTraffic(openLoadBalancing());
