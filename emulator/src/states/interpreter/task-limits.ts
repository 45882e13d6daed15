import type { Clock } from '../../clock.ts';
import { StateFailure } from '../failure.ts';
import { cancellation } from './cancellation.ts';

/** A task that ran longer than TimeoutSeconds, or was silent for longer than HeartbeatSeconds. */
export class TaskTimeout extends StateFailure {}

export interface TaskLimits {
  /** Aborts with a `TaskTimeout`. */
  readonly signal: AbortSignal;
  /** Starts the heartbeat's time anew. */
  heartbeat(): void;
  cancel(): void;
}

/**
 * Starts the time of a task. AWS reports a missed heartbeat as `States.Timeout` too, and lets ErrorEquals say
 * `States.HeartbeatTimeout` for it.
 */
export function startTaskLimits(clock: Clock, timeoutSeconds?: number, heartbeatSeconds?: number): TaskLimits {
  const controller = cancellation();
  const expire = (alsoKnownAs: readonly string[]) => () =>
    controller.abort(new TaskTimeout('States.Timeout', undefined, alsoKnownAs));
  const startBeat = () =>
    heartbeatSeconds === undefined
      ? () => {}
      : clock.after(heartbeatSeconds * 1000, expire(['States.HeartbeatTimeout']));
  const cancelTimeout = timeoutSeconds === undefined ? () => {} : clock.after(timeoutSeconds * 1000, expire([]));
  let cancelBeat = startBeat();
  return {
    signal: controller.signal,
    heartbeat() {
      cancelBeat();
      cancelBeat = startBeat();
    },
    cancel() {
      cancelTimeout();
      cancelBeat();
    },
  };
}
