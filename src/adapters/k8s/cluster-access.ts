import type { KubeConfig } from '@kubernetes/client-node';

/** As much of a kubeconfig as its API server needs, so that no function has to carry the client's thousand models. */
export type ClusterConfig = Pick<KubeConfig, 'getCurrentCluster' | 'getCurrentUser' | 'applyToHTTPSOptions'>;

/** How to reach a cluster by its name. Throws `ClusterUnreachable`. A config stays the same object as long as it is good. */
export type ClusterAccess = (cluster: string) => Promise<ClusterConfig>;
