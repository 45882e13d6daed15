import type { KubeConfig } from '@kubernetes/client-node';

/** How to reach a cluster by its name. Throws `ClusterUnreachable`. A config stays the same object as long as it is good. */
export type ClusterAccess = (cluster: string) => Promise<KubeConfig>;
