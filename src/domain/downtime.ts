import type { Step, StepOf } from '../contracts/plan.ts';
import type { RunningWorkload } from '../ports/workload.ts';
import { nextReadinessLookSeconds } from './slices.ts';

type Measured = Pick<RunningWorkload, 'startSeconds' | 'graceSeconds'>;

/** When nothing is known of a version's start and end. */
const assumed = { startSeconds: 15, graceSeconds: 2 };

/** StopVersion looks so often whether the pods are gone. */
const stopLookSeconds = 2;
/** One state of the machine with its function, mostly a warm one. */
const turnSeconds = 0.4;
/** From the wish for pods until a node has begun to start them. */
const schedulingSeconds = 1;
/**
 * Rules reach users some seconds after they were set, at both ends. The end takes longer: the target group comes into use
 * again, and its targets get users only after a first health check.
 */
const openingSeconds = 2;

/** When a machine that looks again and again sees what is so after that many seconds. */
const seenAfter = (seconds: number, lookAgain: (elapsedSeconds: number) => number): number => {
  let at = 0;
  while (at < seconds) at += turnSeconds + lookAgain(Math.floor(at));
  return at + turnSeconds;
};

const secondsOf = (step: Step, { startSeconds, graceSeconds }: Measured): number => {
  switch (step.kind) {
    case 'stop':
      return turnSeconds + step.drainSeconds + stoppedAfter(graceSeconds ?? assumed.graceSeconds);
    case 'awaitReady':
      return seenAfter((startSeconds ?? assumed.startSeconds) + schedulingSeconds, nextReadinessLookSeconds);
    default:
      return turnSeconds;
  }
};

/** The pods are never gone at the first look: it is what stops them. */
const stoppedAfter = (graceSeconds: number): number => seenAfter(Math.max(1, graceSeconds), () => stopLookSeconds);

const isOpening = (step: Step): step is StepOf<'shift'> => step.kind === 'shift' && step.weight > 0;

/**
 * How long users will get the maintenance answer: from the step that closes to the one that opens, as long as the running version
 * took to start and is likely to take to stop. Undefined for plans without one. Waiting for the load balancer's budget is
 * not in it.
 */
export const announcedDowntime = (plan: readonly Step[], measured: Measured): number | undefined => {
  const closing = plan.findIndex(({ kind }) => kind === 'stop');
  if (closing < 0) return undefined;
  const opening = plan.findIndex((step, index) => index > closing && isOpening(step));
  const closed = plan.slice(closing, opening < 0 ? undefined : opening + 1);
  return Math.ceil(closed.reduce((sum, step) => sum + secondsOf(step, measured), openingSeconds));
};
