import { EKSClient } from '@aws-sdk/client-eks';
import type { Inspection } from '../../ports/inspection.ts';
import { clientConfig } from '../aws/clients.ts';
import { eksAccess } from '../aws/eks-access.ts';
import { awsInspection } from '../aws/inspect-aws.ts';
import { clusterInspection } from '../k8s/inspect-cluster.ts';
import { openLoadBalancing } from './load-balancing.ts';

export const openInspection = (): Inspection => {
  const eks = new EKSClient(clientConfig());
  return { ofCluster: clusterInspection(eksAccess(eks)), ofAws: awsInspection({ elb: openLoadBalancing(), eks }) };
};
