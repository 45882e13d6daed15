import type { PodWatch } from '../../ports/workload.ts';
import { clusterWorkload } from '../k8s/cluster-workload.ts';
import { openClusterAccess } from './cluster-access.ts';

export const openPodWatch = (): PodWatch => clusterWorkload(openClusterAccess());
