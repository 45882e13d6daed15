import { type Ref, refOf } from '../api/api.ts';
import { type Condition, controlledBy, controllerOf, isTerminating, timestamp } from '../objects/meta.ts';
import { isActive, isReady, type Pod } from '../objects/pod.ts';
import type { Job, JobStatus } from '../objects/workloads.ts';
import { type ControllerOptions, controllerManager, type Running } from './controller.ts';
import { podsControlledBy } from './replica-set.ts';
import { runController } from './run-controller.ts';

const component = 'job-controller';
const [firstBackoffMs, maxBackoffMs] = [10_000, 360_000];

/** Runs each Job's pods until enough of them succeed, or more fail than its backoff limit allows. */
export function runJobs(options: ControllerOptions): Running {
  return runController(options, {
    keysOf: ({ resource, object }) => {
      if (resource.plural === 'jobs') return [refOf(object)];
      const owner = resource.plural === 'pods' ? controllerOf(object) : undefined;
      return owner?.kind === 'Job' ? [{ namespace: object.metadata.namespace ?? '', name: owner.name }] : [];
    },
    reconcile,
  });
}

/** How a Job stands, by its pods. */
interface Tally {
  readonly active: readonly Pod[];
  readonly succeeded: number;
  readonly failed: readonly Pod[];
}

function reconcile(options: ControllerOptions, ref: Ref): number | undefined {
  const { api, clock } = options;
  const job = api.get('jobs', ref);
  if (job === undefined || isTerminating(job)) return undefined;
  const ended = job.status.conditions?.find(({ type }) => type === 'Complete' || type === 'Failed');
  if (ended !== undefined) return expire(options, job, ended);
  const pods = podsControlledBy(api, job);
  const tally: Tally = {
    active: pods.filter(isActive),
    succeeded: pods.filter(({ status }) => status.phase === 'Succeeded').length,
    failed: pods.filter(({ status }) => status.phase === 'Failed'),
  };
  const outcome = outcomeOf(job, tally, clock.now());
  if (outcome !== undefined) finish(options, tally);
  const wait = outcome === undefined ? supply(options, job, tally) : undefined;
  writeStatus(options, job, podsControlledBy(api, job), outcome);
  return wait;
}

function outcomeOf({ spec, status }: Job, { succeeded, failed, active }: Tally, now: number): Condition | undefined {
  const at = timestamp(now);
  const ended = (type: string, reason: string, message: string): Condition => {
    return { type, status: 'True', reason, message, lastTransitionTime: at };
  };
  const restarts = active.flatMap((pod) => pod.status.containerStatuses ?? []).map(({ restartCount }) => restartCount);
  const failures = failed.length + restarts.reduce((sum, count) => sum + count, 0);
  const wanted = spec.completions ?? 1;
  if (succeeded >= wanted) return ended('Complete', 'CompletionsReached', 'Reached expected number of succeeded pods');
  if (failures > spec.backoffLimit) {
    return ended('Failed', 'BackoffLimitExceeded', 'Job has reached the specified backoff limit');
  }
  const { activeDeadlineSeconds } = spec;
  const overdue = (seconds: number) => Date.parse(status.startTime ?? at) + seconds * 1000 <= now;
  if (activeDeadlineSeconds === undefined || !overdue(activeDeadlineSeconds)) return undefined;
  return ended('Failed', 'DeadlineExceeded', 'Job was active longer than specified deadline');
}

/** Creates missing pods, each failure doubling the wait from ten seconds; answers when to look again. */
function supply({ api, clock, events }: ControllerOptions, job: Job, { active, succeeded, failed }: Tally) {
  const { parallelism, completions = 1, suspend, activeDeadlineSeconds, template } = job.spec;
  const missing = suspend === true ? 0 : Math.min(parallelism, completions - succeeded) - active.length;
  const started = Date.parse(job.status.startTime ?? timestamp(clock.now()));
  const deadline =
    activeDeadlineSeconds === undefined ? undefined : started + activeDeadlineSeconds * 1000 - clock.now();
  const wait = backoffLeft(failed, clock.now());
  if (missing > 0 && wait > 0) return wait;
  for (let count = 0; count < missing; count += 1) {
    const metadata = {
      ...template.metadata,
      generateName: `${job.metadata.name}-`,
      ownerReferences: [controlledBy(job)],
    };
    const body = { apiVersion: 'v1', kind: 'Pod', metadata, spec: template.spec };
    const pod = api.create('pods', job.metadata.namespace ?? '', body, controllerManager);
    const message = `Created pod: ${pod.metadata.name}`;
    events.record(component, job, { type: 'Normal', reason: 'SuccessfulCreate', message });
  }
  return deadline;
}

function backoffLeft(failed: readonly Pod[], now: number): number {
  const ends = failed.flatMap(({ status }) => status.containerStatuses ?? []).map(({ state }) => state.terminated);
  const last = Math.max(0, ...ends.map((ended) => Date.parse(ended?.finishedAt ?? '') || 0));
  if (failed.length === 0) return 0;
  return last + Math.min(maxBackoffMs, firstBackoffMs * 2 ** (failed.length - 1)) - now;
}

function finish({ api }: ControllerOptions, { active }: Tally): void {
  for (const pod of active) api.remove('pods', refOf(pod));
}

function writeStatus({ api, clock }: ControllerOptions, job: Job, pods: readonly Pod[], outcome?: Condition): void {
  const active = pods.filter(isActive);
  const count = (phase: string) => pods.filter(({ status }) => status.phase === phase).length;
  const now = timestamp(clock.now());
  const change = (live: Job): Job => {
    const status: JobStatus = {
      ...live.status,
      startTime: live.status.startTime ?? now,
      active: active.length,
      ready: active.filter(isReady).length,
      succeeded: count('Succeeded'),
      failed: count('Failed'),
      terminating: pods.filter((pod) => isTerminating(pod)).length,
      ...(outcome === undefined ? {} : { conditions: [outcome] }),
      ...(outcome?.type === 'Complete' ? { completionTime: now } : {}),
    };
    return { ...live, status };
  };
  api.modify('jobs', refOf(job), change, { manager: controllerManager, subresource: 'status' });
}

/** A Job with a time to live is deleted when that is over. */
function expire({ api, clock }: ControllerOptions, job: Job, ended: Condition): number | undefined {
  const { ttlSecondsAfterFinished } = job.spec;
  if (ttlSecondsAfterFinished === undefined) return undefined;
  const left = Date.parse(ended.lastTransitionTime ?? '') + ttlSecondsAfterFinished * 1000 - clock.now();
  if (left > 0) return left;
  api.remove('jobs', refOf(job), { propagationPolicy: 'Foreground' });
  return undefined;
}
