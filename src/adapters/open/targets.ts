import { albTargets } from '../aws/alb-targets.ts';
import { openLoadBalancing } from './load-balancing.ts';

export const openTargets = () => albTargets(openLoadBalancing());
