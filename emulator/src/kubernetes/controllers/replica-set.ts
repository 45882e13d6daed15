import { type Api, type Ref, refOf } from '../api/api.ts';
import { StatusError } from '../api/status-error.ts';
import { controlledBy, controllerOf, isTerminating } from '../objects/meta.ts';
import { isActive, isReady, type Pod } from '../objects/pod.ts';
import type { ReplicaSet, ReplicaSetStatus } from '../objects/workloads.ts';
import { type ControllerOptions, controllerManager, type Running } from './controller.ts';
import { isAvailable, untilAvailable } from './pod-availability.ts';
import { inDeletionOrder } from './pod-deletion-order.ts';
import { createReconciler } from './reconciler.ts';

const component = 'replicaset-controller';

/** Keeps as many active pods of each ReplicaSet as its spec says. */
export function runReplicaSets(options: ControllerOptions): Running {
  const { api, clock, onDefect } = options;
  const reconciler = createReconciler({ clock, onDefect, reconcile: (ref) => reconcile(options, ref) });
  const unsubscribe = api.subscribe(({ resource, object }) => {
    if (resource.plural === 'replicasets') reconciler.enqueue(refOf(object));
    const owner = controllerOf(object);
    if (resource.plural === 'pods' && owner?.kind === 'ReplicaSet') {
      reconciler.enqueue({ namespace: object.metadata.namespace ?? '', name: owner.name });
    }
  });
  return {
    close() {
      unsubscribe();
      reconciler.close();
    },
  };
}

/** The pods that the object controls. */
export function podsControlledBy(api: Api, owner: { readonly metadata: ReplicaSet['metadata'] }): readonly Pod[] {
  const { namespace, uid } = owner.metadata;
  return api.list('pods', namespace).filter((pod) => controllerOf(pod)?.uid === uid);
}

function reconcile(options: ControllerOptions, ref: Ref): number | undefined {
  const { api, clock } = options;
  const set = api.get('replicasets', ref);
  if (set === undefined) return undefined;
  const pods = podsControlledBy(api, set);
  const active = pods.filter(isActive);
  if (!isTerminating(set)) scale(options, set, active);
  writeStatus(options, set, podsControlledBy(api, set));
  const ready = active.filter(isReady);
  return untilAvailable(ready, set.spec.minReadySeconds ?? 0, clock.now());
}

function scale(options: ControllerOptions, set: ReplicaSet, active: readonly Pod[]): void {
  const missing = set.spec.replicas - active.length;
  for (let count = 0; count < missing; count += 1) createPod(options, set);
  if (missing >= 0) return;
  for (const pod of inDeletionOrder(active).slice(0, -missing)) {
    options.api.remove('pods', refOf(pod));
    const message = `Deleted pod: ${pod.metadata.name}`;
    options.events.record(component, set, { type: 'Normal', reason: 'SuccessfulDelete', message });
  }
}

function createPod({ api, events }: ControllerOptions, set: ReplicaSet): void {
  const { metadata, spec } = set.spec.template;
  const { namespace = '', name } = set.metadata;
  const labelled = {
    generateName: `${name}-`,
    labels: metadata?.labels ?? {},
    annotations: metadata?.annotations ?? {},
    finalizers: metadata?.finalizers ?? [],
    ownerReferences: [controlledBy(set)],
  };
  const body = { apiVersion: 'v1', kind: 'Pod', metadata: labelled, spec };
  try {
    const pod = api.create('pods', namespace, body, controllerManager);
    const message = `Created pod: ${pod.metadata.name}`;
    events.record(component, set, { type: 'Normal', reason: 'SuccessfulCreate', message });
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    events.record(component, set, { type: 'Warning', reason: 'FailedCreate', message: error.message });
    throw error;
  }
}

function writeStatus({ api, clock }: ControllerOptions, set: ReplicaSet, pods: readonly Pod[]): void {
  const active = pods.filter(isActive);
  const ready = active.filter(isReady);
  const minReadySeconds = set.spec.minReadySeconds ?? 0;
  const available = ready.filter((pod) => isAvailable(pod, minReadySeconds, clock.now()));
  const status: ReplicaSetStatus = {
    replicas: active.length,
    ...(active.length > 0 ? { fullyLabeledReplicas: active.length } : {}),
    ...(ready.length > 0 ? { readyReplicas: ready.length } : {}),
    ...(available.length > 0 ? { availableReplicas: available.length } : {}),
    terminatingReplicas: pods.filter((pod) => isTerminating(pod)).length,
    observedGeneration: set.metadata.generation ?? 0,
  };
  api.modify('replicasets', refOf(set), (live) => ({ ...live, status }), {
    manager: controllerManager,
    subresource: 'status',
  });
}
