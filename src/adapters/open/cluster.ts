import { EKSClient } from '@aws-sdk/client-eks';
import { clientConfig } from '../aws/clients.ts';
import { eksAccess } from '../aws/eks-access.ts';
import { clusterWorkload } from '../k8s/cluster-workload.ts';
import { serviceProxyKnocker } from '../k8s/service-proxy-knocker.ts';

/** What is asked of a cluster, over one connection and one token. */
export const openCluster = () => {
  const access = eksAccess(new EKSClient(clientConfig()));
  return { workload: clusterWorkload(access), knocker: serviceProxyKnocker(access) };
};
