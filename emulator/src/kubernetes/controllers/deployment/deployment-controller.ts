import { type Ref, refOf } from '../../api/api.ts';
import { controllerOf, isTerminating } from '../../objects/meta.ts';
import { hasEnded } from '../../objects/pod.ts';
import type { Deployment } from '../../objects/workloads.ts';
import { type ControllerOptions, controllerManager, type Running } from '../controller.ts';
import { createReconciler } from '../reconciler.ts';
import { podsControlledBy } from '../replica-set.ts';
import { deploymentStatus, isComplete, type Revisions, untilOverdue } from './deployment-status.ts';
import { recordRevision } from './record-revision.ts';
import { revisionsOf } from './revisions.ts';
import { cleanUp, createNewest, isResized, resize, rollOver, scaleAll } from './rollout.ts';

/** Keeps each Deployment's ReplicaSets: a new one per template, grown and shrunk by the deployment's strategy. */
export function runDeployments(options: ControllerOptions): Running {
  const { api, clock, onDefect } = options;
  const reconciler = createReconciler({ clock, onDefect, reconcile: (ref) => reconcile(options, ref) });
  const unsubscribe = api.subscribe(({ resource, object }) => {
    if (resource.plural === 'deployments') reconciler.enqueue(refOf(object));
    const owner = controllerOf(object);
    if (owner === undefined) return;
    const namespace = object.metadata.namespace ?? '';
    if (resource.plural === 'replicasets') reconciler.enqueue({ namespace, name: owner.name });
    if (resource.plural !== 'pods') return;
    const set = api.get('replicasets', { namespace, name: owner.name });
    const deployment = set === undefined ? undefined : controllerOf(set);
    if (deployment !== undefined) reconciler.enqueue({ namespace, name: deployment.name });
  });
  return {
    close() {
      unsubscribe();
      reconciler.close();
    },
  };
}

function reconcile(options: ControllerOptions, ref: Ref): number | undefined {
  const { api, clock } = options;
  const deployment = api.get('deployments', ref);
  if (deployment === undefined) return undefined;
  if (!isTerminating(deployment)) roll(options, deployment);
  const written = writeStatus(options, ref);
  return untilOverdue(written, clock.now());
}

function roll(options: ControllerOptions, deployment: Deployment): void {
  const revisions = revisionsOf(options.api, deployment);
  const { paused, strategy } = deployment.spec;
  if (paused === true || isResized(deployment, revisions)) scaleAll(options, deployment, revisions);
  else if (strategy.type === 'Recreate') recreate(options, deployment, revisions);
  else rollOver(options, deployment, withNewest(options, deployment, revisions));
  if (isComplete(deployment, deployment.status)) cleanUp(options, deployment, revisions.old);
}

function withNewest(options: ControllerOptions, deployment: Deployment, revisions: Revisions) {
  const newest = revisions.newest ?? createNewest(options, deployment, revisions);
  recordRevision(options, deployment, newest, revisions);
  return { newest, old: revisions.old };
}

function recreate(options: ControllerOptions, deployment: Deployment, revisions: Revisions): void {
  const { api } = options;
  const shrinking = revisions.old.filter(({ spec }) => spec.replicas > 0);
  for (const set of shrinking) resize(options, deployment, set, 0);
  const alive = revisions.old.some((set) => podsControlledBy(api, set).some((pod) => !hasEnded(pod)));
  if (shrinking.length === 0 && !alive) rollOver(options, deployment, withNewest(options, deployment, revisions));
}

function writeStatus({ api, clock }: ControllerOptions, ref: Ref): Deployment {
  const revisions = (live: Deployment) => revisionsOf(api, live);
  return api.modify(
    'deployments',
    ref,
    (live) => ({ ...live, status: deploymentStatus(live, revisions(live), clock.now()) }),
    { manager: controllerManager, subresource: 'status' },
  );
}
