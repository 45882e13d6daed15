import { clusterWorkload } from '../k8s/cluster-workload.ts';
import { serviceProxyKnocker } from '../k8s/service-proxy-knocker.ts';
import { openClusterAccess } from './cluster-access.ts';

/** What is asked of a cluster, over one connection and one token. */
export const openCluster = () => {
  const access = openClusterAccess();
  return { workload: clusterWorkload(access), knocker: serviceProxyKnocker(access) };
};
