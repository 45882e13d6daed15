import { refOf } from '../../api/api.ts';
import { withAt } from '../../objects/json.ts';
import type { Deployment, ReplicaSet } from '../../objects/workloads.ts';
import { type ControllerOptions, controllerManager } from '../controller.ts';
import type { Revisions } from './deployment-status.ts';
import {
  createdAt,
  desiredReplicasAnnotation,
  maxReplicasAnnotation,
  newReplicaSet,
  revisionAnnotation,
  revisionOf,
} from './revisions.ts';
import {
  type Bounds,
  newSetReplicas,
  oldSetScalings,
  proportionalScalings,
  rollingBounds,
  type SetSize,
} from './rolling-update.ts';

const component = 'deployment-controller';

function boundsOf({ spec }: Deployment): Bounds {
  if (spec.strategy.type === 'Recreate') return { maxSurge: 0, maxUnavailable: spec.replicas };
  const { maxSurge, maxUnavailable } = spec.strategy.rollingUpdate ?? {};
  return rollingBounds(maxSurge, maxUnavailable, spec.replicas);
}

function sizeOf(set: ReplicaSet): SetSize {
  const { name } = set.metadata;
  const available = set.status.availableReplicas ?? 0;
  return { name, replicas: set.spec.replicas, available, createdAt: createdAt(set) };
}

/** Creates the ReplicaSet of the present template, with as many replicas as the surge allows at once. */
export function createNewest(options: ControllerOptions, deployment: Deployment, { old }: Revisions): ReplicaSet {
  const nothing = { name: '', replicas: 0, available: 0, createdAt: 0 };
  const bounds = boundsOf(deployment);
  const replicas = newSetReplicas(deployment.spec.replicas, bounds, nothing, old.map(sizeOf));
  const revision = String(1 + Math.max(0, ...old.map(revisionOf)));
  const annotations = { ...sizeAnnotations(deployment), [revisionAnnotation]: revision };
  const body = newReplicaSet(deployment, replicas, annotations);
  const created = options.api.create('replicasets', deployment.metadata.namespace ?? '', body, controllerManager);
  if (replicas > 0) announce(options, deployment, created.metadata.name, 0, replicas);
  return created;
}

function sizeAnnotations(deployment: Deployment): Readonly<Record<string, string>> {
  const { replicas } = deployment.spec;
  const most = String(replicas + boundsOf(deployment).maxSurge);
  return { [desiredReplicasAnnotation]: String(replicas), [maxReplicasAnnotation]: most };
}

/** One step of a rolling update: first grow the newest set; when it can't grow, shrink the old ones. */
export function rollOver(
  options: ControllerOptions,
  deployment: Deployment,
  { newest, old }: { readonly newest: ReplicaSet; readonly old: readonly ReplicaSet[] },
): void {
  const bounds = boundsOf(deployment);
  const sizes = old.map(sizeOf);
  const { replicas } = deployment.spec;
  const wanted = newSetReplicas(replicas, bounds, sizeOf(newest), sizes);
  if (wanted !== newest.spec.replicas) {
    resize(options, deployment, newest, wanted);
    return;
  }
  for (const scaling of oldSetScalings(replicas, bounds, sizeOf(newest), sizes)) {
    const set = old.find(({ metadata }) => metadata.name === scaling.name);
    if (set !== undefined) resize(options, deployment, set, scaling.replicas);
  }
}

/** Whether someone changed the wanted replicas since the active sets were last sized. */
export function isResized({ spec }: Deployment, { newest, old }: Revisions): boolean {
  const active = [...(newest === undefined ? [] : [newest]), ...old].filter((set) => set.spec.replicas > 0);
  return active.some(({ metadata }) => {
    const desired = metadata.annotations?.[desiredReplicasAnnotation];
    return desired !== undefined && desired !== String(spec.replicas);
  });
}

/** Carries a change of the wanted replicas to the sets: to the only one, or to all in proportion. */
export function scaleAll(options: ControllerOptions, deployment: Deployment, { newest, old }: Revisions): void {
  const all = [...(newest === undefined ? [] : [newest]), ...old];
  const active = all.filter((set) => set.spec.replicas > 0);
  const { replicas } = deployment.spec;
  const only = active.length > 1 ? undefined : (active[0] ?? newest ?? old.at(-1));
  const scalings =
    only === undefined
      ? proportionalScalings(replicas, boundsOf(deployment), active.map(sizeOf))
      : [{ name: only.metadata.name, replicas }];
  for (const scaling of scalings) {
    const set = all.find(({ metadata }) => metadata.name === scaling.name);
    if (set !== undefined) resize(options, deployment, set, scaling.replicas);
  }
}

/** Sets what one ReplicaSet shall have, and notes on it for how many wanted replicas that was. */
export function resize(options: ControllerOptions, deployment: Deployment, set: ReplicaSet, replicas: number): void {
  const annotations = { ...set.metadata.annotations, ...sizeAnnotations(deployment) };
  const change = (live: ReplicaSet) =>
    withAt(withAt(live, ['spec', 'replicas'], replicas), ['metadata', 'annotations'], annotations);
  options.api.modify('replicasets', refOf(set), change, { manager: controllerManager });
  const before = set.spec.replicas;
  if (before !== replicas) announce(options, deployment, set.metadata.name, before, replicas);
}

function announce({ events }: ControllerOptions, deployment: Deployment, set: string, from: number, to: number): void {
  const message = `Scaled ${to > from ? 'up' : 'down'} replica set ${set} from ${from} to ${to}`;
  events.record(component, deployment, { type: 'Normal', reason: 'ScalingReplicaSet', message });
}

/** Deletes the oldest empty ReplicaSets beyond the revision history limit. */
export function cleanUp({ api }: ControllerOptions, { spec }: Deployment, old: readonly ReplicaSet[]): void {
  const empty = old.filter((set) => set.spec.replicas === 0 && set.status.replicas === 0);
  const surplus = empty.length - (spec.revisionHistoryLimit ?? 10);
  const byRevision = [...empty].sort((one, other) => revisionOf(one) - revisionOf(other));
  for (const set of byRevision.slice(0, Math.max(0, surplus))) api.remove('replicasets', refOf(set));
}
