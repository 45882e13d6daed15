import type { Step } from '../contracts/plan.ts';
import type { RunningWorkload } from '../ports/workload.ts';

/** When nothing is known of a version's start. */
const assumedStartSeconds = 15;
/** New weights reach all users so long after they were set, twice: closing and opening. */
const propagationSeconds = 5;

/** How long users will get the maintenance answer, as far as the running version tells; undefined for plans without one. */
export const announcedDowntime = (
  plan: readonly Step[],
  { startSeconds, graceSeconds }: Pick<RunningWorkload, 'startSeconds' | 'graceSeconds'>,
): number | undefined => {
  const stop = plan.find((step) => step.kind === 'stop');
  if (stop === undefined) return undefined;
  const start = startSeconds ?? assumedStartSeconds;
  return Math.ceil(stop.drainSeconds + (graceSeconds ?? 0) + start + propagationSeconds);
};
