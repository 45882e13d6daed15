import { type Api, type Ref, refOf } from '../api/api.ts';
import type { Node } from '../objects/core.ts';
import { withAt } from '../objects/json.ts';
import { isTerminating, timestamp } from '../objects/meta.ts';
import { hasEnded, type Pod } from '../objects/pod.ts';
import type { ControllerOptions, Running } from './controller.ts';
import { runController } from './run-controller.ts';

const component = 'default-scheduler';
const manager = 'kube-scheduler';

/** Places each pod on the ready node with the fewest pods that its node selector allows. */
export function runScheduler(options: ControllerOptions): Running {
  return runController(options, {
    keysOf: ({ resource, object }, api) => {
      if (resource.plural === 'pods') return [refOf(object)];
      return resource.plural === 'nodes' ? api.list('pods').filter(isUnplaced).map(refOf) : [];
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
  const node = leastLoaded(api, pod);
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

function leastLoaded(api: Api, pod: Pod): string | undefined {
  const load = Map.groupBy(
    api.list('pods').filter((one) => !hasEnded(one)),
    ({ spec }) => spec.nodeName ?? '',
  );
  const fit = api.list('nodes').filter((node) => isUsable(node) && matches(pod, node));
  const byLoad = fit.map(({ metadata }) => ({ name: metadata.name, pods: load.get(metadata.name)?.length ?? 0 }));
  return byLoad.sort((one, other) => one.pods - other.pods)[0]?.name;
}

function isUsable({ spec, status }: Node): boolean {
  const ready = status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true;
  return ready && spec.unschedulable !== true;
}

function matches({ spec }: Pod, { metadata }: Node): boolean {
  return Object.entries(spec.nodeSelector ?? {}).every(([name, value]) => metadata.labels?.[name] === value);
}
