import type { Clock } from '../../clock.ts';

/** Delays that double with each use, in milliseconds. */
export interface Backoff {
  /** How long to wait now, counted from `since`; 0 the first time after a reset. */
  delayMs(since: number): number;
}

/**
 * The kubelet's backoff: no delay the first time, then 10 s doubling up to 5 min; forgotten when the last use is more than 10 min ago.
 * See https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy
 */
export function createBackoff(clock: Clock): Backoff {
  const [firstMs, maxMs] = [10_000, 300_000];
  let nextMs = 0;
  let usedAt = Number.NEGATIVE_INFINITY;
  return {
    delayMs(since) {
      if (clock.now() - usedAt > 2 * maxMs) nextMs = 0;
      const delay = Math.max(0, since + nextMs - clock.now());
      usedAt = clock.now() + delay;
      const used = nextMs;
      nextMs = used === 0 ? firstMs : Math.min(maxMs, used * 2);
      return delay;
    },
  };
}
