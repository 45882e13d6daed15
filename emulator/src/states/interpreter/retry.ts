import type { Retrier } from '../definition/asl.ts';
import type { StateFailure } from '../failure.ts';
import { matchesError } from './error-matching.ts';

/** How often each retrier of a state has been used since the state was entered. */
export type RetryCounts = Map<Retrier, number>;

/**
 * Seconds to wait before the next attempt, counted as used; undefined when the failure is not retried. Only the first
 * retrier that matches decides: when it is exhausted, later ones are not asked.
 */
export function nextRetrySeconds(
  retriers: readonly Retrier[],
  counts: RetryCounts,
  failure: StateFailure,
  random: () => number,
): number | undefined {
  const retrier = retriers.find(({ ErrorEquals }) => matchesError(ErrorEquals, failure));
  if (!retrier) return undefined;
  const used = counts.get(retrier) ?? 0;
  if (used >= (retrier.MaxAttempts ?? 3)) return undefined;
  counts.set(retrier, used + 1);
  return delaySeconds(retrier, used, random);
}

/** Full jitter draws between 0 and the capped delay. */
function delaySeconds(retrier: Retrier, used: number, random: () => number): number {
  const growing = (retrier.IntervalSeconds ?? 1) * (retrier.BackoffRate ?? 2) ** used;
  const capped = Math.min(growing, retrier.MaxDelaySeconds ?? Number.POSITIVE_INFINITY);
  return retrier.JitterStrategy === 'FULL' ? capped * random() : capped;
}
