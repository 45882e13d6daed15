import type { Clock } from '../../clock.ts';

/** What a queue of groups runs on. All times are emulated milliseconds. */
export interface GroupQueueOptions {
  readonly clock: Clock;
  /** How long after an event the controller gets to its group. */
  readonly lagMs: () => number;
  /** How often a group is reconciled without an event. */
  readonly syncPeriodMs: number;
  /** Answers when to come back, if before the next event. A failure is tried again, later and later. */
  readonly reconcile: (group: string) => Promise<number | undefined>;
}

/** A queue of groups to reconcile: one that is queued several times is reconciled once, and never twice at a time. */
export interface GroupQueue {
  enqueue(group: string): void;
  close(): void;
}

/**
 * The last delay is controller-runtime's own, 16 min 40 s; the first stands for the SDK's retries that come before it fails. See
 * DefaultTypedControllerRateLimiter in https://github.com/kubernetes/client-go/blob/master/util/workqueue/default_rate_limiters.go
 */
const [firstRetryMs, lastRetryMs] = [1_000, 1_000_000];

/** An empty queue. */
export function createGroupQueue({ clock, lagMs, syncPeriodMs, reconcile }: GroupQueueOptions): GroupQueue {
  const timers = new Map<string, () => void>();
  const queued = new Set<string>();
  const running = new Set<string>();
  const failures = new Map<string, number>();
  let closed = false;

  const schedule = (group: string, delayMs: number) => {
    timers.get(group)?.();
    timers.set(
      group,
      clock.after(delayMs, () => void run(group)),
    );
  };
  const next = async (group: string): Promise<number> => {
    try {
      const again = await reconcile(group);
      failures.delete(group);
      return again ?? syncPeriodMs;
    } catch {
      const count = failures.get(group) ?? 0;
      failures.set(group, count + 1);
      return Math.min(lastRetryMs, firstRetryMs * 2 ** Math.min(count, 20));
    }
  };
  const run = async (group: string) => {
    timers.delete(group);
    queued.delete(group);
    running.add(group);
    const delayMs = await next(group);
    running.delete(group);
    if (!closed) schedule(group, queued.has(group) ? lagMs() : delayMs);
  };
  return {
    enqueue(group) {
      if (closed || queued.has(group)) return;
      queued.add(group);
      if (!running.has(group)) schedule(group, lagMs());
    },
    close() {
      closed = true;
      for (const cancel of timers.values()) cancel();
      timers.clear();
    },
  };
}
