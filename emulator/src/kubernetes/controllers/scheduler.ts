import { type Api, type Ref, refOf } from '../api/api.ts';
import type { Node } from '../objects/core.ts';
import { withAt } from '../objects/json.ts';
import { controllerOf, isTerminating, timestamp } from '../objects/meta.ts';
import { hasEnded, type Pod } from '../objects/pod.ts';
import type { ControllerOptions, Running } from './controller.ts';
import { runController } from './run-controller.ts';
import { spreadFit } from './topology-spread.ts';

const component = 'default-scheduler';
const manager = 'kube-scheduler';

/** Places each pod on a ready node that its node selector and spread allow: the one with the fewest pods like it, then of all. */
export function runScheduler(options: ControllerOptions): Running {
  return runController(options, {
    keysOf: ({ resource, object }, api) => {
      const unplaced = () => api.list('pods').filter(isUnplaced).map(refOf);
      if (resource.plural === 'pods') return isTerminating(object) ? [refOf(object), ...unplaced()] : [refOf(object)];
      return resource.plural === 'nodes' ? unplaced() : [];
    },
    reconcile: (_options, ref) => {
      place(options, ref);
      return undefined;
    },
  });
}

function isUnplaced({ spec }: Pod): boolean {
  return spec.nodeName === undefined;
}

function place({ api, clock, events }: ControllerOptions, ref: Ref): void {
  const pod = api.get('pods', ref);
  if (pod === undefined || !isUnplaced(pod) || isTerminating(pod)) return;
  const node = bestNode(api, pod);
  if (node !== undefined) {
    api.modify('pods', ref, (live) => withAt(live, ['spec', 'nodeName'], node), { manager });
    const message = `Successfully assigned ${ref.namespace}/${ref.name} to ${node}`;
    events.record(component, pod, { type: 'Normal', reason: 'Scheduled', message });
    return;
  }
  if (pod.status.conditions?.some(({ reason }) => reason === 'Unschedulable')) return;
  const message = `0/${api.list('nodes').length} nodes are available.`;
  const lastTransitionTime = timestamp(clock.now());
  const condition = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message, lastTransitionTime };
  const change = (live: Pod) => ({ ...live, status: { ...live.status, conditions: [condition] } });
  api.modify('pods', ref, change, { manager, subresource: 'status' });
  events.record(component, pod, { type: 'Warning', reason: 'FailedScheduling', message });
}

function bestNode(api: Api, pod: Pod): string | undefined {
  const placed = Map.groupBy(
    api.list('pods').filter((one) => !hasEnded(one)),
    ({ spec }) => spec.nodeName ?? '',
  );
  const owner = controllerOf(pod)?.uid;
  const selected = api.list('nodes').filter((node) => matches(pod, node));
  const fitOf = spreadFit(api, pod, selected);
  const rated = selected.filter(isUsable).map((node) => {
    const pods = placed.get(node.metadata.name) ?? [];
    const siblings = owner === undefined ? [] : pods.filter((one) => controllerOf(one)?.uid === owner);
    return { name: node.metadata.name, fit: fitOf(node), siblings: siblings.length, pods: pods.length };
  });
  const allowed = rated.filter(({ fit }) => fit.allowed);
  allowed.sort(
    (one, other) => one.fit.crowd - other.fit.crowd || one.siblings - other.siblings || one.pods - other.pods,
  );
  return allowed[0]?.name;
}

function isUsable({ spec, status }: Node): boolean {
  const ready = status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true;
  return ready && spec.unschedulable !== true;
}

function matches({ spec }: Pod, { metadata }: Node): boolean {
  return Object.entries(spec.nodeSelector ?? {}).every(([name, value]) => metadata.labels?.[name] === value);
}
