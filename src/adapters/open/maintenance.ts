import { albMaintenance } from '../aws/alb-maintenance.ts';
import { openLoadBalancing } from './load-balancing.ts';

export const openMaintenance = () => albMaintenance(openLoadBalancing());
