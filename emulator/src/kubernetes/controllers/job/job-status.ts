import { refOf } from '../../api/api.ts';
import { type Condition, timestamp } from '../../objects/meta.ts';
import { isActive, isReady } from '../../objects/pod.ts';
import type { Job, JobStatus } from '../../objects/workloads.ts';
import { type ControllerOptions, controllerManager } from '../controller.ts';
import { podsControlledBy } from '../replica-set.ts';
import { finalTypes, type Tally } from './job-outcome.ts';
import { isEnding } from './job-pods.ts';

/** What is to be said of a Job: its counts, and what has been decided of it. */
export interface JobReport extends Pick<Tally, 'succeeded' | 'failed'> {
  readonly target: Condition | undefined;
}

/**
 * Writes the Job's status. What was decided becomes final when no pod is left that is still ending. See enactJobFinished in
 * https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/controller/job/job_controller.go
 */
export function writeJobStatus({ api, clock, events }: ControllerOptions, job: Job, report: JobReport): void {
  const pods = podsControlledBy(api, job);
  const active = pods.filter(isActive);
  const terminating = pods.filter(isEnding).length;
  const now = timestamp(clock.now());
  const final = terminating === 0 ? finalCondition(report.target, now) : undefined;
  const change = (live: Job): Job => {
    const { startTime = now, completionTime, conditions = [] } = live.status;
    const told = withConditions(live, conditions, [report.target, final], now);
    const isSuspended = live.spec.suspend === true && report.target === undefined;
    const isResumed = told !== conditions && told.some(({ reason }) => reason === 'JobResumed');
    const status: JobStatus = {
      ...(isSuspended ? {} : { startTime: isResumed ? now : startTime }),
      ...(completionTime === undefined ? {} : { completionTime }),
      ...(final?.type === 'Complete' ? { completionTime: now } : {}),
      ...(active.length > 0 ? { active: active.length } : {}),
      ...(report.succeeded > 0 ? { succeeded: report.succeeded } : {}),
      ...(report.failed > 0 ? { failed: report.failed } : {}),
      ...{ ready: active.filter(isReady).length, terminating, uncountedTerminatedPods: {} },
      ...(told.length === 0 ? {} : { conditions: told }),
    };
    return { ...live, status };
  };
  api.modify('jobs', refOf(job), change, { manager: controllerManager, subresource: 'status' });
  if (final === undefined) return;
  const { type, reason = '', message = '' } = final;
  const end = { type: 'Warning', reason, message } as const;
  const success = { type: 'Normal', reason: 'Completed', message: 'Job completed' } as const;
  events.record('job-controller', job, type === 'Complete' ? success : end);
}

function finalCondition(target: Condition | undefined, now: string): Condition | undefined {
  const type = finalTypes[target?.type ?? ''];
  return target === undefined || type === undefined ? undefined : { ...target, type, lastTransitionTime: now };
}

function withConditions(
  { spec }: Job,
  known: readonly Condition[],
  decided: readonly (Condition | undefined)[],
  now: string,
): readonly Condition[] {
  const added = decided.flatMap((one) =>
    one === undefined || known.some(({ type }) => type === one.type) ? [] : [one],
  );
  if (added.length > 0) return [...known, ...added];
  const suspended = known.find(({ type }) => type === 'Suspended');
  const is = spec.suspend === true ? 'True' : 'False';
  if (decided[0] !== undefined || suspended?.status === is || (suspended === undefined && is === 'False')) return known;
  const [reason, message] = is === 'True' ? ['JobSuspended', 'Job suspended'] : ['JobResumed', 'Job resumed'];
  const next: Condition = { type: 'Suspended', status: is, reason, message, lastTransitionTime: now };
  return [...known.filter((one) => one !== suspended), next];
}
