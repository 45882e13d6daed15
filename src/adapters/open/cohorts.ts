import { albCohorts } from '../aws/alb-cohorts.ts';
import { openLoadBalancing } from './load-balancing.ts';

export const openCohorts = () => albCohorts(openLoadBalancing());
