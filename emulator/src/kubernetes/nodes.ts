import type { ImageRegistry, Network, Place } from '../ports.ts';
import type { Api, Ref } from './api/api.ts';
import { notFound } from './api/status-error.ts';
import type { EventRecorder } from './controllers/event-recorder.ts';
import { loseNode, registerNode } from './controllers/nodes.ts';
import type { LogOf } from './http/pod-log.ts';
import { Kubelet } from './kubelet/kubelet.ts';
import { createReaper } from './kubelet/reaper.ts';

export interface NodesOptions {
  readonly api: Api;
  readonly network: Network;
  readonly registry: ImageRegistry;
  readonly events: EventRecorder;
  readonly onDefect: (error: unknown) => void;
  /** The second byte of all addresses, so that clusters keep apart. */
  readonly index: number;
}

/** The nodes of a cluster, each with its kubelet. */
export interface Nodes {
  readonly logOf: LogOf;
  killPod(pod: Ref): void;
  failNode(name: string): Promise<void>;
  restoreNode(name: string): void;
  close(): Promise<void>;
}

const zones = ['a', 'b'];

/** Registers one node per zone and starts their kubelets. */
export function createNodes({ region, clock, random }: Place, options: NodesOptions): Nodes {
  const { api, index } = options;
  const reaper = createReaper();
  const lost = new Map<string, () => void>();
  const kubelets = zones.map((zone, number) => {
    const subnet = `10.${index}.${16 * (number + 1)}`;
    const nodeName = `ip-${subnet.replaceAll('.', '-')}-10.${region}.compute.internal`;
    const nodeIp = `${subnet}.10`;
    const node = { ...options, clock, random, reaper, nodeName, nodeIp, images: new Map() };
    const kubelet = new Kubelet(node, addresses(subnet));
    registerNode(api, clock, nodeName, nodeIp, `${region}${zone}`);
    return kubelet;
  });
  const named = (name: string): Kubelet => {
    const kubelet = kubelets.find(({ nodeName }) => nodeName === name);
    if (kubelet === undefined) throw notFound({ group: '', plural: 'nodes' }, name);
    return kubelet;
  };
  return {
    logOf: (pod, container, previous) => {
      const kubelet = kubelets.find(({ nodeName }) => nodeName === pod.spec.nodeName);
      return kubelet?.logOf(pod, container, previous);
    },
    killPod(ref) {
      const pod = api.get('pods', ref);
      if (pod === undefined || !kubelets.some((kubelet) => kubelet.killPod(pod))) {
        throw notFound({ group: '', plural: 'pods' }, ref.name);
      }
    },
    async failNode(name) {
      const kubelet = named(name);
      if (lost.has(name)) return;
      lost.set(name, loseNode(api, clock, name));
      await kubelet.fail();
    },
    restoreNode(name) {
      const kubelet = named(name);
      lost.get(name)?.();
      lost.delete(name);
      kubelet.restore();
    },
    async close() {
      await Promise.all(kubelets.map((kubelet) => kubelet.close()));
      reaper.close();
    },
  };
}

/** Addresses of a node's pods: some four thousand, then from the first again. */
function addresses(subnet: string): () => string {
  const [, second, third] = subnet.split('.').map(Number);
  let last = 10;
  return () => {
    last = last >= 15 * 256 ? 11 : last + 1;
    return `10.${second}.${(third ?? 0) + Math.floor(last / 256)}.${last % 256}`;
  };
}
