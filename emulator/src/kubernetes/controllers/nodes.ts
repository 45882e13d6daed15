import type { Clock } from '../../clock.ts';
import { type Api, refOf } from '../api/api.ts';
import { gitVersion } from '../http/discovery.ts';
import type { Node } from '../objects/core.ts';
import { withAt } from '../objects/json.ts';
import { type Condition, isTerminating, timestamp } from '../objects/meta.ts';
import type { Pod } from '../objects/pod.ts';
import { controllerManager } from './controller.ts';
import type { EventRecorder } from './event-recorder.ts';

/** How long the control plane waits for a silent kubelet before it calls its node lost. */
const monitorGraceMs = 40_000;
const unreachable = 'node.kubernetes.io/unreachable';

/** What the control plane does about nodes, it does with these. */
interface ControlPlane {
  readonly api: Api;
  readonly clock: Clock;
  readonly events: EventRecorder;
}

/** Registers a node as its kubelet does, ready at once. */
export function registerNode(api: Api, clock: Clock, name: string, address: string, zone: string): void {
  const labels = {
    'kubernetes.io/hostname': name,
    'kubernetes.io/os': 'linux',
    'kubernetes.io/arch': 'amd64',
    'topology.kubernetes.io/zone': zone,
  };
  api.create('nodes', '', { apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, spec: {} }, 'kubelet');
  const ready = readyCondition(clock, 'True', 'KubeletReady', 'kubelet is posting ready status');
  const status = {
    addresses: [
      { type: 'InternalIP', address },
      { type: 'Hostname', address: name },
    ],
    capacity: { cpu: '4', memory: '16Gi', pods: '110' },
    allocatable: { cpu: '4', memory: '16Gi', pods: '110' },
    nodeInfo: { kubeletVersion: gitVersion, operatingSystem: 'linux', architecture: 'amd64' },
  };
  writeStatus(api, name, 'kubelet', (live) => ({ ...live.status, ...status, conditions: [ready] }));
}

/**
 * Watches one node that has gone silent; the answer ends the watch when the node comes back. Its pods are no longer Ready, and that is
 * all that is said of them: what their kubelet reported last stays, and their containers seem to run.
 * See MarkPodsNotReady in https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/controller/util/node/controller_utils.go
 */
export function loseNode({ api, clock, events }: ControlPlane, name: string): () => void {
  const pods = () => api.list('pods').filter(({ spec }) => spec.nodeName === name);
  const markLost = () => {
    const lost = readyCondition(clock, 'Unknown', 'NodeStatusUnknown', 'Kubelet stopped posting node status.');
    writeStatus(api, name, controllerManager, (live) => ({ ...live.status, conditions: [lost] }));
    writeTaints(api, name, ['NoSchedule', 'NoExecute']);
    for (const pod of pods()) {
      markUnready(api, clock, pod);
      events.record('node-controller', pod, { type: 'Warning', reason: 'NodeNotReady', message: 'Node is not ready' });
      const toleratedMs = tolerationMs(pod);
      if (toleratedMs !== undefined) cancels.push(clock.after(toleratedMs, () => evict({ api, clock, events }, pod)));
    }
  };
  const cancels = [clock.after(monitorGraceMs, markLost)];
  return () => {
    for (const cancel of cancels) cancel();
    writeTaints(api, name, []);
    const ready = readyCondition(clock, 'True', 'KubeletReady', 'kubelet is posting ready status');
    writeStatus(api, name, 'kubelet', (live) => ({ ...live.status, conditions: [ready] }));
  };
}

/** See https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/controller/tainteviction/taint_eviction.go */
function evict({ api, clock, events }: ControlPlane, { metadata }: Pod): void {
  const live = api.get('pods', refOf({ metadata }));
  if (live?.metadata.uid !== metadata.uid || isTerminating(live)) return;
  const message = `Marking for deletion Pod ${metadata.namespace}/${metadata.name}`;
  events.record('taint-eviction-controller', live, { type: 'Normal', reason: 'TaintManagerEviction', message });
  const disrupted: Condition = {
    ...{ type: 'DisruptionTarget', status: 'True', reason: 'DeletionByTaintManager' },
    message: 'Taint manager: deleting due to NoExecute taint',
    lastTransitionTime: timestamp(clock.now()),
  };
  writeConditions(api, live, (conditions) => [...conditions.filter(({ type }) => type !== disrupted.type), disrupted]);
  api.remove('pods', refOf(live));
}

/** How long a pod stays on a lost node: for ever when undefined. Pods tolerate it for five minutes unless they say otherwise. */
function tolerationMs({ spec }: Pod): number | undefined {
  const matching = (spec.tolerations ?? []).filter(({ key = unreachable, effect = 'NoExecute' }) => {
    return key === unreachable && effect === 'NoExecute';
  });
  if (matching.length === 0) return 0;
  const limits = matching.flatMap(({ tolerationSeconds }) => tolerationSeconds ?? []);
  return limits.length === 0 ? undefined : Math.max(0, Math.min(...limits)) * 1000;
}

function writeTaints(api: Api, name: string, effects: readonly string[]): void {
  const change = (live: Node) => {
    const others = (live.spec.taints ?? []).filter(({ key }) => key !== unreachable);
    const taints = [...others, ...effects.map((effect) => ({ key: unreachable, effect }))];
    return withAt(live, ['spec', 'taints'], taints.length === 0 ? undefined : taints);
  };
  api.modify('nodes', { namespace: '', name }, change, { manager: controllerManager });
}

function readyCondition(clock: Clock, status: Condition['status'], reason: string, message: string): Condition {
  return { type: 'Ready', status, reason, message, lastTransitionTime: timestamp(clock.now()) };
}

function writeStatus(api: Api, name: string, manager: string, status: (live: Node) => Node['status']): void {
  const change = (live: Node) => ({ ...live, status: status(live) });
  api.modify('nodes', { namespace: '', name }, change, { manager, subresource: 'status' });
}

function markUnready(api: Api, clock: Clock, pod: Pod): void {
  const lastTransitionTime = timestamp(clock.now());
  writeConditions(api, pod, (conditions) =>
    conditions.map((one) =>
      one.type === 'Ready' && one.status === 'True' ? { ...one, status: 'False' as const, lastTransitionTime } : one,
    ),
  );
}

function writeConditions(api: Api, pod: Pod, change: (conditions: readonly Condition[]) => readonly Condition[]): void {
  const changed = (live: Pod) => ({
    ...live,
    status: { ...live.status, conditions: change(live.status.conditions ?? []) },
  });
  api.modify('pods', refOf(pod), changed, { manager: controllerManager, subresource: 'status' });
}
