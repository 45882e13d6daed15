import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { MemoryNetwork } from '../in-process/memory-network.ts';
import type { ImageRegistry, Network, Place, TargetRegistrar } from '../ports.ts';
import type { Recorder } from '../recorder.ts';
import type { Intercept } from '../wire/exchange.ts';
import { createAdmission } from './admission.ts';
import { type Api, createApi, type Ref } from './api/api.ts';
import type { Machinery } from './api/machinery.ts';
import { createStore } from './api/store.ts';
import { runControlPlane } from './control-plane.ts';
import { authenticate, type CallerOf } from './http/authentication.ts';
import { handler } from './http/handler.ts';
import { startServer } from './http/server.ts';
import type { ElbCall } from './ingress/elb-calls.ts';
import { createNodes, type NodeState, type Nodes } from './nodes.ts';
import { noCertificate, selfSignedCertificate } from './tls.ts';

/** What a cluster needs of its surroundings. */
export interface ClusterOptions {
  readonly network: Network;
  readonly registrar: TargetRegistrar;
  readonly registry: ImageRegistry;
  readonly callerOf: CallerOf;
  /** How the AWS Load Balancer Controller calls ELBv2; without it nobody looks at Ingresses. */
  readonly elb?: ElbCall;
  /** Emulated ms after which Ingress groups are reconciled without an event; ten hours by default. */
  readonly ingressSyncPeriodMs?: number;
  readonly recorder?: Recorder;
  readonly intercept?: Intercept;
  /** Where the API is served in process, instead of on a port of 127.0.0.1. */
  readonly memory?: MemoryNetwork;
  /** Hears of errors that are the emulator's own fault. */
  readonly onDefect: (error: unknown) => void;
}

/** A running cluster: an API server over TLS, controllers, and nodes whose pods are child processes, or programs in this process. */
export interface Cluster {
  readonly name: string;
  readonly endpoint: string;
  /** The authority's certificate, PEM in base64, as kubeconfigs and EKS carry it. */
  readonly caData: string;
  /** A bearer token that may do everything. */
  readonly token: string;
  /** The API in process, under the same rules as on the wire. */
  readonly api: Api;
  /** How many emulated ms the AWS Load Balancer Controller takes to get to an Ingress that has changed; 1.5 s at first. */
  setIngressLag(ms: number): void;
  /** SIGKILL to the pod's containers; its restart policy decides what follows. Throws when no such pod runs. */
  killPod(pod: Ref): void;
  /**
   * Loses a node with all its processes: nothing comes back from its pods' addresses, after 40 s it is unready, and its pods are
   * evicted when their toleration is over, by default 5 minutes later.
   */
  failNode(name: string): Promise<void>;
  restoreNode(name: string): void;
  nodes(): readonly NodeState[];
  close(): Promise<void>;
}

const defaultIngressLagMs = 1_500;

/** Starts a cluster. `index` keeps the addresses of several clusters apart. */
export async function startCluster(
  place: Place,
  name: string,
  index: number,
  options: ClusterOptions,
): Promise<Cluster> {
  const { clock, random } = place;
  const certificate = options.memory ? noCertificate : await selfSignedCertificate(`kubernetes ${name}`);
  const token = randomBytes(24).toString('hex');
  const machinery: Machinery = {
    store: createStore(),
    clock,
    random,
    admission: createAdmission(() => api),
  };
  const api: Api = createApi(machinery);
  let ingressLagMs = defaultIngressLagMs;
  const { registrar, onDefect } = options;
  const ingresses = ingressOptions(name, options, () => ingressLagMs);
  const controlPlane = runControlPlane({ api, clock, onDefect }, { registrar, caPem: certificate.cert, ingresses });
  const nodes: Nodes = createNodes(place, { ...options, api, events: controlPlane.events, index });
  const server = await startServer({
    onDefect: options.onDefect,
    recorder: options.recorder,
    intercept: options.intercept,
    cluster: name,
    clock,
    certificate,
    memory: options.memory,
    authenticate: (request: IncomingMessage) => authenticate(request, token, options.callerOf),
    handle: handler({ machinery, api, network: options.network, random, logOf: nodes.logOf }),
  });
  return {
    name,
    endpoint: server.endpoint,
    caData: Buffer.from(certificate.cert).toString('base64'),
    token,
    api,
    setIngressLag(ms) {
      ingressLagMs = ms;
    },
    killPod: nodes.killPod,
    failNode: nodes.failNode,
    restoreNode: nodes.restoreNode,
    nodes: nodes.states,
    async close() {
      controlPlane.close();
      await nodes.close();
      await server.close();
    },
  };
}

function ingressOptions(cluster: string, { elb, ingressSyncPeriodMs }: ClusterOptions, lagMs: () => number) {
  if (elb === undefined) return undefined;
  return { elb, cluster, lagMs, ...(ingressSyncPeriodMs === undefined ? {} : { syncPeriodMs: ingressSyncPeriodMs }) };
}
