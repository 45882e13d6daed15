import { EKSClient } from '@aws-sdk/client-eks';
import type { Inspection } from '../../ports/inspection.ts';
import { clientConfig } from '../aws/clients.ts';
import { awsInspection } from '../aws/inspect-aws.ts';
import { clusterInspection } from '../k8s/inspect-cluster.ts';
import { openClusterAccess } from './cluster-access.ts';
import { openLoadBalancing } from './load-balancing.ts';

export const openInspection = (): Inspection => ({
  ofCluster: clusterInspection(openClusterAccess()),
  ofAws: awsInspection({ elb: openLoadBalancing(), eks: new EKSClient(clientConfig()) }),
});
