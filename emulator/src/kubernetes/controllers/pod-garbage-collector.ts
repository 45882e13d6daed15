import { type Api, refOf } from '../api/api.ts';
import { type Condition, timestamp } from '../objects/meta.ts';
import { hasEnded, type Pod } from '../objects/pod.ts';
import { type ControllerOptions, controllerManager, type Running } from './controller.ts';

/** How long a node may be missed before its pods are. */
const quarantineMs = 40_000;

/**
 * Fails and removes the pods of nodes that were deleted, whose kubelet will never tell of their end. See gcOrphaned in
 * https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/controller/podgc/gc_controller.go
 */
export function runPodGarbageCollector({ api, clock }: ControllerOptions): Running {
  const pending = new Map<string, () => void>();
  const unsubscribe = api.subscribe(({ type, resource, object }) => {
    const { name } = object.metadata;
    if (resource.plural !== 'nodes' || type !== 'DELETED') return;
    pending.set(
      name,
      clock.after(quarantineMs, () => collect(api, name, timestamp(clock.now()))),
    );
  });
  return {
    close() {
      unsubscribe();
      for (const cancel of pending.values()) cancel();
    },
  };
}

function collect(api: Api, node: string, now: string): void {
  if (api.get('nodes', { namespace: '', name: node }) !== undefined) return;
  for (const pod of api.list('pods').filter(({ spec }) => spec.nodeName === node)) {
    if (!hasEnded(pod)) fail(api, pod, now);
    api.remove('pods', refOf(pod), { gracePeriodSeconds: 0 });
  }
}

function fail(api: Api, pod: Pod, now: string): void {
  const disrupted: Condition = {
    ...{ type: 'DisruptionTarget', status: 'True', reason: 'DeletionByPodGC' },
    message: 'PodGC: node no longer exists',
    lastTransitionTime: now,
  };
  const change = (live: Pod) => {
    const others = (live.status.conditions ?? []).filter(({ type }) => type !== disrupted.type);
    return { ...live, status: { ...live.status, phase: 'Failed', conditions: [...others, disrupted] } };
  };
  api.modify('pods', refOf(pod), change, { manager: controllerManager, subresource: 'status' });
}
