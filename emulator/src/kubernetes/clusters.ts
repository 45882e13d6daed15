import * as sdk from '@aws-sdk/client-eks';
import type { Place } from '../ports.ts';
import type { AwsService } from '../service.ts';
import { callerOf as callerOfBearerToken } from '../sts/bearer-token.ts';
import { type Cluster, type ClusterOptions, startCluster } from './cluster.ts';
import { eksOperations, type KnownCluster } from './eks.ts';
import { type KubeConfig, kubeConfig } from './kube-config.ts';
import type { NodeState } from './nodes.ts';

/** EKS and its clusters. */
export interface Clusters {
  readonly service: AwsService;
  /** The running clusters by name. */
  readonly clusters: ReadonlyMap<string, Cluster>;
  /** Starts a cluster as CreateCluster does; throws ResourceInUseException when the name is taken. */
  create(name: string): Promise<Cluster>;
  /** How to reach each cluster as its administrator. */
  kubeconfigs(): readonly ClusterAccess[];
  /** The nodes of all clusters, with their pods. */
  nodes(): readonly (NodeState & { readonly cluster: string })[];
  /** See `Cluster.failNode`. Throws when there is no such cluster or node. */
  loseNode(cluster: string, node: string): Promise<void>;
  /** The node is back, without the processes it had. */
  restoreNode(cluster: string, node: string): void;
  close(): Promise<void>;
}

/** One cluster's address and administrator. */
export interface ClusterAccess {
  readonly name: string;
  readonly endpoint: string;
  readonly caData: string;
  readonly token: string;
  readonly kubeconfig: KubeConfig;
}

/** What clusters need: `callerOf` defaults to EKS's own rules for bearer tokens, `onDefect` to an uncaught error. */
export type ClustersOptions = Omit<ClusterOptions, 'callerOf' | 'onDefect'> &
  Partial<Pick<ClusterOptions, 'callerOf' | 'onDefect'>>;

/** Creates EKS without clusters. */
export function createClusters(place: Place, options: ClustersOptions): Clusters {
  const running = new Map<string, Cluster>();
  const known = new Map<string, KnownCluster>();
  const complete: ClusterOptions = {
    callerOf: (token) => callerOfBearerToken(token, options.memory ? place.clock.now() : Date.now()),
    onDefect: rethrow,
    ...options,
  };
  const found = (name: string): Cluster => {
    const cluster = running.get(name);
    if (cluster === undefined) throw new Error(`No cluster named ${name} is running: create it first.`);
    return cluster;
  };
  let started = 0;
  const start = async (name: string) => {
    started += 1;
    const cluster = await startCluster(place, name, started, complete);
    running.set(name, cluster);
    return cluster;
  };
  const operations = eksOperations(place, known, {
    start,
    stop: async (name) => {
      await running.get(name)?.close();
      running.delete(name);
    },
  });
  return {
    service: { signingName: 'eks', sdk, operations },
    clusters: running,
    async create(name) {
      await operations.CreateCluster({ name });
      const cluster = running.get(name);
      if (cluster === undefined) throw new Error(`Cluster ${name} has been deleted while it was created.`);
      return cluster;
    },
    kubeconfigs: () => [...running.values()].map(accessOf),
    nodes: () =>
      [...running.values()].flatMap((cluster) => cluster.nodes().map((node) => ({ cluster: cluster.name, ...node }))),
    loseNode: async (cluster, node) => found(cluster).failNode(node),
    restoreNode: (cluster, node) => found(cluster).restoreNode(node),
    async close() {
      await Promise.all([...running.values()].map((cluster) => cluster.close()));
      running.clear();
    },
  };
}

function accessOf({ name, endpoint, caData, token }: Cluster): ClusterAccess {
  return { name, endpoint, caData, token, kubeconfig: kubeConfig({ name, endpoint, caData, token }) };
}

function rethrow(error: unknown): void {
  setImmediate(() => {
    throw error;
  });
}
