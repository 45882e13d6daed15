import type {
  Cluster as ClusterDescription,
  CreateClusterRequest,
  DeleteClusterRequest,
  DescribeClusterRequest,
} from '@aws-sdk/client-eks';
import type { Place } from '../ports.ts';
import { ServiceError } from '../service.ts';
import type { Cluster } from './cluster.ts';
import { podIdentityOperations } from './pod-identity.ts';

/** What EKS remembers of a cluster; `running` is undefined while it starts. */
export interface KnownCluster {
  readonly request: Partial<CreateClusterRequest>;
  readonly createdAt: Date;
  readonly running: Cluster | undefined;
}

interface Lifecycle {
  readonly start: (name: string) => Promise<Cluster>;
  readonly stop: (name: string) => Promise<void>;
}

const version = '1.36';
/** The VPC of all clusters. */
export const vpcId = 'vpc-00000000000000001';
const namePattern = /^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$/;

/** EKS's operations on clusters and their pod identities. A created cluster is ACTIVE as soon as the call is answered. */
export function eksOperations(place: Place, known: Map<string, KnownCluster>, { start, stop }: Lifecycle) {
  const found = (name: string | undefined): KnownCluster => {
    const cluster = known.get(name ?? '');
    if (cluster === undefined) {
      throw new ServiceError('ResourceNotFoundException', `No cluster found for name: ${name}.`, 404);
    }
    return cluster;
  };
  return {
    ...podIdentityOperations(place, found),
    async CreateCluster(request: Partial<CreateClusterRequest>) {
      const name = checkedName(request.name);
      if (known.has(name))
        throw new ServiceError('ResourceInUseException', `Cluster already exists with name: ${name}`, 409);
      const createdAt = new Date(place.clock.now());
      known.set(name, { request, createdAt, running: undefined });
      const cluster = { request, createdAt, running: await start(name) };
      known.set(name, cluster);
      return { cluster: described(place, name, cluster) };
    },
    DescribeCluster({ name }: DescribeClusterRequest) {
      return { cluster: described(place, name ?? '', found(name)) };
    },
    ListClusters() {
      return { clusters: [...known.keys()].sort() };
    },
    async DeleteCluster({ name }: DeleteClusterRequest) {
      const cluster = described(place, name ?? '', found(name));
      await stop(name ?? '');
      known.delete(name ?? '');
      return { cluster: { ...cluster, status: 'DELETING' as const } };
    },
  };
}

function checkedName(name: string | undefined): string {
  if (name !== undefined && namePattern.test(name)) return name;
  const rule = 'it must begin with a letter or digit and have at most 100 letters, digits, hyphens and underscores';
  throw new ServiceError('InvalidParameterException', `The cluster name ${name} is not valid: ${rule}.`, 400);
}

function described(
  { accountId, region }: Place,
  name: string,
  { request, createdAt, running }: KnownCluster,
): ClusterDescription {
  const access =
    running === undefined ? {} : { endpoint: running.endpoint, certificateAuthority: { data: running.caData } };
  return {
    name,
    arn: `arn:aws:eks:${region}:${accountId}:cluster/${name}`,
    createdAt,
    version: request.version ?? version,
    platformVersion: 'eks.1',
    roleArn: request.roleArn ?? `arn:aws:iam::${accountId}:role/eks-${name}`,
    resourcesVpcConfig: {
      subnetIds: request.resourcesVpcConfig?.subnetIds ?? [],
      securityGroupIds: request.resourcesVpcConfig?.securityGroupIds ?? [],
      vpcId,
      endpointPublicAccess: true,
      endpointPrivateAccess: false,
      publicAccessCidrs: ['0.0.0.0/0'],
    },
    accessConfig: { authenticationMode: 'API' },
    status: running === undefined ? 'CREATING' : 'ACTIVE',
    ...access,
  };
}
