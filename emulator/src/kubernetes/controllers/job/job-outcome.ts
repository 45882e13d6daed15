import { type Condition, timestamp } from '../../objects/meta.ts';
import type { Pod } from '../../objects/pod.ts';
import type { Job } from '../../objects/workloads.ts';

/** What is decided of a Job before its last pods have ended, and what it then becomes. */
export const finalTypes: Readonly<Record<string, 'Complete' | 'Failed'>> = {
  SuccessCriteriaMet: 'Complete',
  FailureTarget: 'Failed',
};

/** How a Job's pods stand: those that have ended are counted once, also those that are gone. */
export interface Tally {
  readonly active: readonly Pod[];
  readonly succeeded: number;
  readonly failed: number;
}

/** What has been decided of the Job, before or now: success, too many failures or its deadline; undefined while it goes on. */
export function jobTarget(
  { spec, status }: Job,
  { active, succeeded, failed }: Tally,
  now: number,
): Condition | undefined {
  const decided = status.conditions?.find(({ type, status }) => type in finalTypes && status === 'True');
  if (decided !== undefined) return decided;
  const target = (type: string, reason: string, message: string): Condition => {
    return { type, status: 'True', reason, message, lastTransitionTime: timestamp(now) };
  };
  if (failed > spec.backoffLimit || restartsTooOften(spec, active)) {
    return target('FailureTarget', 'BackoffLimitExceeded', 'Job has reached the specified backoff limit');
  }
  if (deadlineLeftMs({ spec, status }, now) === 0) {
    return target('FailureTarget', 'DeadlineExceeded', 'Job was active longer than specified deadline');
  }
  if (succeeded < (spec.completions ?? 1) || active.length > 0) return undefined;
  return target('SuccessCriteriaMet', 'CompletionsReached', 'Reached expected number of succeeded pods');
}

/** How long the Job may go on; undefined when it has no deadline, or is suspended. */
export function deadlineLeftMs({ spec, status }: Pick<Job, 'spec' | 'status'>, now: number): number | undefined {
  const { activeDeadlineSeconds, suspend } = spec;
  if (activeDeadlineSeconds === undefined || suspend === true || status.startTime === undefined) return undefined;
  return Math.max(0, Date.parse(status.startTime) + activeDeadlineSeconds * 1000 - now);
}

/** Under OnFailure the same pod goes on, and its containers' restarts are what is counted. */
function restartsTooOften({ template, backoffLimit }: Job['spec'], active: readonly Pod[]): boolean {
  if (template.spec.restartPolicy !== 'OnFailure') return false;
  const restarts = active
    .flatMap(({ status }) => [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])])
    .reduce((sum, { restartCount }) => sum + restartCount, 0);
  return backoffLimit === 0 ? restarts > 0 : restarts >= backoffLimit;
}
