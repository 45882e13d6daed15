import { type Condition, timestamp } from '../../objects/meta.ts';
import type { Deployment, DeploymentStatus, ReplicaSet } from '../../objects/workloads.ts';
import { rollingBounds } from './rolling-update.ts';

/** A deployment's ReplicaSets: the one of the present template, if it exists, and those of former ones. */
export interface Revisions {
  readonly newest: ReplicaSet | undefined;
  readonly old: readonly ReplicaSet[];
}

/** The status that follows from the ReplicaSets; pure, so that conditions can be tested by themselves. */
export function deploymentStatus(deployment: Deployment, revisions: Revisions, now: number): DeploymentStatus {
  const counts = countsOf(deployment, revisions);
  const conditions = [availableCondition(deployment, counts, now), progressing(deployment, revisions, counts, now)];
  return { ...counts, conditions: conditions.filter((condition) => condition !== undefined) };
}

function countsOf(deployment: Deployment, { newest, old }: Revisions): DeploymentStatus {
  const all = newest === undefined ? old : [newest, ...old];
  const total = (of: (set: ReplicaSet) => number | undefined) => all.reduce((sum, set) => sum + (of(set) ?? 0), 0);
  const available = total(({ status }) => status.availableReplicas);
  const counts = {
    replicas: total(({ status }) => status.replicas),
    updatedReplicas: newest?.status.replicas ?? 0,
    readyReplicas: total(({ status }) => status.readyReplicas),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, total(({ spec }) => spec.replicas) - available),
  };
  const present = Object.entries(counts).filter(([, count]) => count > 0);
  return {
    observedGeneration: deployment.metadata.generation ?? 0,
    ...Object.fromEntries(present),
    terminatingReplicas: total(({ status }) => status.terminatingReplicas),
  };
}

function availableCondition({ spec, status }: Deployment, counts: DeploymentStatus, now: number): Condition {
  const { maxUnavailable } = boundsOf(spec);
  const enough = (counts.availableReplicas ?? 0) >= spec.replicas - maxUnavailable;
  const before = status.conditions?.find(({ type }) => type === 'Available');
  const state = enough
    ? (['True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.'] as const)
    : (['False', 'MinimumReplicasUnavailable', 'Deployment does not have minimum availability.'] as const);
  return condition('Available', state, before, now);
}

function boundsOf(spec: Deployment['spec']) {
  const { maxSurge, maxUnavailable } = spec.strategy.rollingUpdate ?? {};
  const rolling = spec.strategy.type === 'RollingUpdate';
  return rolling ? rollingBounds(maxSurge, maxUnavailable, spec.replicas) : { maxSurge: 0, maxUnavailable: 0 };
}

function progressing(
  deployment: Deployment,
  { newest }: Revisions,
  counts: DeploymentStatus,
  now: number,
): Condition | undefined {
  const before = progressingOf(deployment);
  const deadlineSeconds = deployment.spec.progressDeadlineSeconds;
  if (deadlineSeconds === undefined) return undefined;
  const settled =
    (counts.replicas ?? 0) === (counts.updatedReplicas ?? 0) && before?.reason === 'NewReplicaSetAvailable';
  if (settled) return before;
  const what =
    newest === undefined ? `Deployment "${deployment.metadata.name}"` : `ReplicaSet "${newest.metadata.name}"`;
  if (isComplete(deployment, counts)) {
    const state = ['True', 'NewReplicaSetAvailable', `${what} has successfully progressed.`] as const;
    return condition('Progressing', state, before, now);
  }
  if (hasProgressed(deployment.status, counts)) {
    const state = ['True', 'ReplicaSetUpdated', `${what} is progressing.`] as const;
    const fresh = condition('Progressing', state, before, now);
    return { ...fresh, lastUpdateTime: timestamp(now) };
  }
  if (isOverdue(before, deadlineSeconds, now)) {
    const state = ['False', 'ProgressDeadlineExceeded', `${what} has timed out progressing.`] as const;
    return condition('Progressing', state, before, now);
  }
  return before;
}

/** The deployment's `Progressing` condition, if it has one. */
export function progressingOf({ status }: Deployment): Condition | undefined {
  return status.conditions?.find(({ type }) => type === 'Progressing');
}

/** Whether all wanted replicas are of the present template, available, and nothing else is left. */
export function isComplete({ spec, metadata }: Deployment, status: DeploymentStatus): boolean {
  const { updatedReplicas = 0, replicas = 0, availableReplicas = 0, observedGeneration = 0 } = status;
  return (
    updatedReplicas === spec.replicas &&
    replicas === spec.replicas &&
    availableReplicas === spec.replicas &&
    observedGeneration >= (metadata.generation ?? 0)
  );
}

function hasProgressed(before: DeploymentStatus, now: DeploymentStatus): boolean {
  const old = ({ replicas = 0, updatedReplicas = 0 }: DeploymentStatus) => replicas - updatedReplicas;
  return (
    (now.updatedReplicas ?? 0) > (before.updatedReplicas ?? 0) ||
    old(now) < old(before) ||
    (now.readyReplicas ?? 0) > (before.readyReplicas ?? 0) ||
    (now.availableReplicas ?? 0) > (before.availableReplicas ?? 0)
  );
}

function isOverdue(before: Condition | undefined, deadlineSeconds: number, now: number): boolean {
  if (before === undefined || before.reason === 'NewReplicaSetAvailable') return false;
  if (before.reason === 'ProgressDeadlineExceeded') return true;
  return Date.parse(before.lastUpdateTime ?? '') + deadlineSeconds * 1000 < now;
}

/** Milliseconds until a rollout without progress is overdue; undefined when no deadline runs. */
export function untilOverdue(deployment: Deployment, now: number): number | undefined {
  const before = progressingOf(deployment);
  const deadlineSeconds = deployment.spec.progressDeadlineSeconds;
  const idle = ['NewReplicaSetAvailable', 'ProgressDeadlineExceeded'];
  if (before === undefined || deadlineSeconds === undefined || idle.includes(before.reason ?? '')) return undefined;
  return Math.max(1000, Date.parse(before.lastUpdateTime ?? '') + (deadlineSeconds + 1) * 1000 - now);
}

type State = readonly [status: 'True' | 'False', reason: string, message: string];

/** A condition as it is from now on: the transition time moves only when the status changes. */
export function condition(
  type: string,
  [status, reason, message]: State,
  before: Condition | undefined,
  now: number,
): Condition {
  if (before?.status === status && before.reason === reason) return before;
  const lastTransitionTime = before?.status === status ? (before.lastTransitionTime ?? timestamp(now)) : timestamp(now);
  return { type, status, reason, message, lastUpdateTime: timestamp(now), lastTransitionTime };
}
