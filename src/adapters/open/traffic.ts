import { albTraffic } from '../aws/alb-traffic.ts';
import { followedRule } from '../aws/followed-rule.ts';
import { openLoadBalancing } from './load-balancing.ts';

export const openTraffic = () => followedRule(albTraffic(openLoadBalancing()), openLoadBalancing());
