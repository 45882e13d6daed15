import { DescribeClusterCommand, type EKSClient } from '@aws-sdk/client-eks';
import { KubeConfig } from '@kubernetes/client-node';
import { TidegateError } from '../../domain/errors.ts';
import type { ClusterAccess } from '../k8s/cluster-access.ts';
import { eksToken, tokenLifeSeconds } from './eks-token.ts';

const reuseMs = (tokenLifeSeconds - 60) * 1000;

/** Access to EKS clusters as the function's own role. A token is reused until a minute before the cluster refuses it. */
export const eksAccess = (client: EKSClient, now: () => number = Date.now): ClusterAccess => {
  const known = new Map<string, { readonly kubeConfig: KubeConfig; readonly until: number }>();
  return async (cluster) => {
    const cached = known.get(cluster);
    if (cached !== undefined && now() < cached.until) return cached.kubeConfig;
    const signedAt = now();
    const kubeConfig = await connect(client, cluster, new Date(signedAt));
    known.set(cluster, { kubeConfig, until: signedAt + reuseMs });
    return kubeConfig;
  };
};

const connect = async (client: EKSClient, name: string, at: Date): Promise<KubeConfig> => {
  const cluster = await describe(client, name);
  const token = await eksToken({
    ...{ cluster: name, now: at },
    region: await client.config.region(),
    credentials: client.config.credentials,
  });
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromClusterAndUser({ name, ...cluster, skipTLSVerify: false }, { name, token });
  return kubeConfig;
};

const describe = async (client: EKSClient, name: string): Promise<{ server: string; caData: string }> => {
  try {
    const { cluster } = await client.send(new DescribeClusterCommand({ name }));
    const { endpoint, certificateAuthority, status } = cluster ?? {};
    if (endpoint !== undefined && certificateAuthority?.data !== undefined)
      return { server: endpoint, caData: certificateAuthority.data };
    throw new TidegateError('ClusterUnreachable', `EKS cluster ${name} has no endpoint: it is ${status}`);
  } catch (error) {
    if (error instanceof TidegateError) throw error;
    const { name: code, message } = error as Error;
    throw new TidegateError('ClusterUnreachable', `EKS cluster ${name} can't be described: ${code}: ${message}`, {
      cause: error,
    });
  }
};
