import { type Ref, refOf } from '../../api/api.ts';
import { type Condition, controlledBy, isTerminating } from '../../objects/meta.ts';
import { isActive, type Pod } from '../../objects/pod.ts';
import type { Job } from '../../objects/workloads.ts';
import { type ControllerOptions, controllerManager, type Running } from '../controller.ts';
import { podsControlledBy } from '../replica-set.ts';
import { runController } from '../run-controller.ts';
import { deadlineLeftMs, jobTarget, type Tally } from './job-outcome.ts';
import {
  countsAsFailed,
  isEnding,
  isTracked,
  jobNameOf,
  releaseOrphans,
  releasePods,
  trackingFinalizer,
} from './job-pods.ts';
import { writeJobStatus } from './job-status.ts';

const component = 'job-controller';
const [firstBackoffMs, maxBackoffMs] = [10_000, 360_000];

/** Runs each Job's pods until enough of them succeed, or more fail than its backoff limit allows. */
export function runJobs(options: ControllerOptions): Running {
  return runController(options, {
    keysOf: ({ resource, object }) => {
      if (resource.plural === 'jobs') return [refOf(object)];
      const name = resource.plural === 'pods' ? jobNameOf(object as Pod) : undefined;
      return name === undefined ? [] : [{ namespace: object.metadata.namespace ?? '', name }];
    },
    reconcile,
  });
}

function reconcile(options: ControllerOptions, ref: Ref): number | undefined {
  const { api, clock } = options;
  releaseOrphans(api, ref.namespace, ref.name);
  const job = api.get('jobs', ref);
  if (job === undefined) return undefined;
  const ended = job.status.conditions?.find(({ type }) => type === 'Complete' || type === 'Failed');
  if (ended !== undefined) return isTerminating(job) ? undefined : expire(options, job, ended);
  const pods = podsControlledBy(api, job);
  const target = jobTarget(job, tallyOf(job, pods), clock.now());
  if (target === undefined) return goOn(options, job, pods);
  finish(options, job, pods, target);
  return undefined;
}

function tallyOf(job: Job, pods: readonly Pod[]): Tally {
  const uncounted = pods.filter(isTracked);
  const { succeeded = 0, failed = 0 } = job.status;
  return {
    active: pods.filter(isActive),
    succeeded: succeeded + uncounted.filter(({ status }) => status.phase === 'Succeeded').length,
    failed: failed + uncounted.filter((pod) => countsAsFailed(pod, job)).length,
  };
}

function goOn(options: ControllerOptions, job: Job, pods: readonly Pod[]): number | undefined {
  const { api, clock } = options;
  const tally = tallyOf(job, pods);
  const counted = pods.filter((pod) => pod.status.phase === 'Succeeded' || countsAsFailed(pod, job));
  releasePods(api, isTerminating(job) ? pods : counted);
  let wait: number | undefined;
  try {
    if (!isTerminating(job)) wait = supply(options, job, pods, tally);
  } finally {
    writeJobStatus(options, job, { ...tally, target: undefined });
  }
  const live = api.get('jobs', refOf(job)) ?? job;
  const waits = [wait, deadlineLeftMs(live, clock.now())].filter((ms) => ms !== undefined);
  return waits.length === 0 ? undefined : Math.min(...waits);
}

/** Ends a Job whose end is decided: its pods go, and those of a failed one that still ran count as failed. */
function finish(options: ControllerOptions, job: Job, pods: readonly Pod[], target: Condition): void {
  const { succeeded, failed } = tallyOf(job, pods);
  const running = pods.filter((pod) => isTracked(pod) && pod.status.phase !== 'Succeeded' && !countsAsFailed(pod, job));
  const lost = target.type === 'FailureTarget' ? running.length : 0;
  for (const pod of pods.filter(isActive)) removePod(options, job, pod);
  releasePods(options.api, pods);
  writeJobStatus(options, job, { succeeded, failed: failed + lost, target });
}

/** Makes the pods that are missing and removes those that are too many; answers when to look again. */
function supply(options: ControllerOptions, job: Job, pods: readonly Pod[], tally: Tally): number | undefined {
  const { parallelism, completions = 1, suspend, podReplacementPolicy } = job.spec;
  const wanted = suspend === true ? 0 : Math.max(0, Math.min(parallelism, completions - tally.succeeded));
  const surplus = tally.active.slice(wanted);
  releasePods(options.api, surplus);
  for (const pod of surplus) removePod(options, job, pod);
  const ending = podReplacementPolicy === 'Failed' ? pods.filter(isEnding).length : 0;
  const missing = wanted - tally.active.length - ending;
  const wait = backoffLeft(pods, tally.failed, options.clock.now());
  if (missing > 0 && wait > 0) return wait;
  for (let count = 0; count < missing; count += 1) createPod(options, job);
  return undefined;
}

function createPod({ api, events }: ControllerOptions, job: Job): void {
  const { template } = job.spec;
  const metadata = {
    ...template.metadata,
    generateName: `${job.metadata.name}-`,
    finalizers: [...new Set([...(template.metadata?.finalizers ?? []), trackingFinalizer])],
    ownerReferences: [controlledBy(job)],
  };
  const body = { apiVersion: 'v1', kind: 'Pod', metadata, spec: template.spec };
  const pod = api.create('pods', job.metadata.namespace ?? '', body, controllerManager);
  const message = `Created pod: ${pod.metadata.name}`;
  events.record(component, job, { type: 'Normal', reason: 'SuccessfulCreate', message });
}

function removePod({ api, events }: ControllerOptions, job: Job, pod: Pod): void {
  api.remove('pods', refOf(pod));
  const message = `Deleted pod: ${pod.metadata.name}`;
  events.record(component, job, { type: 'Normal', reason: 'SuccessfulDelete', message });
}

/** Each failure doubles the wait from ten seconds, counted from the last one. */
function backoffLeft(pods: readonly Pod[], failed: number, now: number): number {
  if (failed === 0) return 0;
  const ends = pods.flatMap(({ status }) => status.containerStatuses ?? []).map(({ state }) => state.terminated);
  const last = Math.max(0, ...ends.map((ended) => Date.parse(ended?.finishedAt ?? '') || 0));
  return last + Math.min(maxBackoffMs, firstBackoffMs * 2 ** (failed - 1)) - now;
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
