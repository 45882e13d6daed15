import { EKSClient } from '@aws-sdk/client-eks';
import { clientConfig } from '../aws/clients.ts';
import { eksAccess } from '../aws/eks-access.ts';
import type { ClusterAccess } from '../k8s/cluster-access.ts';

/** One token for all that is asked of a cluster. */
export const openClusterAccess = (() => {
  let access: ClusterAccess | undefined;
  return () => {
    access ??= eksAccess(new EKSClient(clientConfig()));
    return access;
  };
})();
