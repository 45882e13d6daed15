import type { ImageRegistry, Network, Place } from '../ports.ts';
import type { Api, Ref } from './api/api.ts';
import { notFound } from './api/status-error.ts';
import type { EventRecorder } from './controllers/event-recorder.ts';
import { loseNode, registerNode } from './controllers/nodes.ts';
import type { LogOf } from './http/pod-log.ts';
import { Kubelet } from './kubelet/kubelet.ts';
import type { NodeContext } from './kubelet/node-context.ts';
import { createReaper } from './kubelet/reaper.ts';
import { createPodsFolder } from './kubelet/volumes/pods-folder.ts';
import { type NodeAddresses, nodeAddresses } from './node-addresses.ts';
import type { Node } from './objects/core.ts';
import { isReady } from './objects/pod.ts';

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
  states(): readonly NodeState[];
  close(): Promise<void>;
}

const zones = ['a', 'b', 'c'];

/** A node as an operator sees it. */
export interface NodeState {
  readonly name: string;
  readonly zone: string;
  /** As the control plane knows, which is late. */
  readonly ready: boolean;
  readonly lost: boolean;
  readonly pods: readonly { readonly namespace: string; readonly name: string; readonly ready: boolean }[];
}

/** Registers one node per zone and starts their kubelets. */
export function createNodes(place: Place, options: NodesOptions): Nodes {
  const { api, events } = options;
  const { clock } = place;
  const reaper = createReaper();
  const folder = createPodsFolder(reaper);
  const lost = new Map<string, () => void>();
  const nodes = zones.map((zone, number) => startNode(place, { ...options, reaper, root: folder.path }, zone, number));
  const named = (name: string): RunningNode => {
    const node = nodes.find(({ kubelet }) => kubelet.nodeName === name);
    if (node === undefined) throw notFound({ group: '', plural: 'nodes' }, name);
    return node;
  };
  return {
    logOf: (pod, container, previous) => {
      const node = nodes.find(({ kubelet }) => kubelet.nodeName === pod.spec.nodeName);
      return node?.kubelet.logOf(pod, container, previous);
    },
    killPod(ref) {
      const pod = api.get('pods', ref);
      if (pod === undefined || !nodes.some(({ kubelet }) => kubelet.killPod(pod))) {
        throw notFound({ group: '', plural: 'pods' }, ref.name);
      }
    },
    async failNode(name) {
      const { kubelet, addresses } = named(name);
      if (lost.has(name)) return;
      const ends = [options.network.silence(addresses.has), loseNode({ api, clock, events }, name)];
      lost.set(name, () => {
        for (const end of ends) end();
      });
      await kubelet.fail();
    },
    restoreNode(name) {
      const { kubelet } = named(name);
      lost.get(name)?.();
      lost.delete(name);
      kubelet.restore();
    },
    states: () => api.list('nodes').map((node) => nodeState(api, node, lost.has(node.metadata.name))),
    async close() {
      await Promise.all(nodes.map(({ kubelet }) => kubelet.close()));
      folder.remove();
      reaper.close();
    },
  };
}

interface RunningNode {
  readonly kubelet: Kubelet;
  readonly addresses: NodeAddresses;
}

function startNode(
  { region, clock, random }: Place,
  options: NodesOptions & Pick<NodeContext, 'reaper' | 'root'>,
  zone: string,
  number: number,
): RunningNode {
  const addresses = nodeAddresses(options.index, number);
  const nodeName = `ip-${addresses.own.replaceAll('.', '-')}.${region}.compute.internal`;
  const node = { ...options, clock, random, nodeName, nodeIp: addresses.own, images: new Map() };
  const kubelet = new Kubelet(node, addresses.next);
  registerNode(options.api, clock, nodeName, addresses.own, `${region}${zone}`);
  return { kubelet, addresses };
}

function nodeState(api: Api, { metadata, status }: Node, lost: boolean): NodeState {
  const { name, labels } = metadata;
  const pods = api.list('pods').filter(({ spec }) => spec.nodeName === name);
  return {
    name,
    zone: labels?.['topology.kubernetes.io/zone'] ?? '',
    ready: status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true,
    lost,
    pods: pods.map((pod) => ({
      namespace: pod.metadata.namespace ?? '',
      name: pod.metadata.name,
      ready: isReady(pod),
    })),
  };
}
