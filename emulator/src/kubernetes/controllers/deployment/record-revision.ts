import { refOf } from '../../api/api.ts';
import { equal, type JsonObject, withAt } from '../../objects/json.ts';
import { timestamp } from '../../objects/meta.ts';
import type { Deployment, ReplicaSet } from '../../objects/workloads.ts';
import { type ControllerOptions, controllerManager } from '../controller.ts';
import { progressingOf, type Revisions } from './deployment-status.ts';
import { copiedAnnotations, revisionAnnotation, revisionOf } from './revisions.ts';

/**
 * Gives the present template's ReplicaSet the highest revision and the deployment's annotations, and says in the deployment's
 * `Progressing` condition that a rollout has begun when that ReplicaSet is not the one it was.
 */
export function recordRevision(
  options: ControllerOptions,
  deployment: Deployment,
  newest: ReplicaSet,
  { old, newest: found }: Revisions,
): void {
  const { api } = options;
  const revision = String(Math.max(revisionOf(newest), 1 + Math.max(0, ...old.map(revisionOf))));
  const annotations = {
    ...newest.metadata.annotations,
    ...copiedAnnotations(deployment),
    [revisionAnnotation]: revision,
  };
  if (!equal(annotations, newest.metadata.annotations)) {
    const change = (live: ReplicaSet) => withAt(live, ['metadata', 'annotations'], annotations);
    api.modify('replicasets', refOf(newest), change, { manager: controllerManager });
  }
  if (deployment.metadata.annotations?.[revisionAnnotation] === revision) return;
  const reason = found === undefined ? 'NewReplicaSetCreated' : 'FoundNewReplicaSet';
  const verb = found === undefined ? 'Created new' : 'Found new';
  const message = `${verb} replica set "${newest.metadata.name}"`;
  writeRevision(options, deployment, revision, { reason, message });
}

function writeRevision(
  { api, clock }: ControllerOptions,
  deployment: Deployment,
  revision: string,
  why: { readonly reason: string; readonly message: string },
): void {
  const now = timestamp(clock.now());
  const change = (live: Deployment): JsonObject => {
    const before = progressingOf(live);
    const lastTransitionTime = before?.status === 'True' ? (before.lastTransitionTime ?? now) : now;
    const progressing = { type: 'Progressing', status: 'True', ...why, lastUpdateTime: now, lastTransitionTime };
    const others = (live.status.conditions ?? []).filter(({ type }) => type !== 'Progressing');
    const status = { ...live.status, conditions: [...others, progressing] };
    return { ...withAt(live, ['metadata', 'annotations', revisionAnnotation], revision), status };
  };
  api.modify('deployments', refOf(deployment), change, { manager: controllerManager, subresource: 'status' });
}
