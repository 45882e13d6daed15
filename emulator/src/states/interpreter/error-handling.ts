import type { FallibleState } from '../definition/asl.ts';
import { StateFailure } from '../failure.ts';
import { conclude } from './conclude.ts';
import { matchesError } from './error-matching.ts';
import { nextRetrySeconds, type RetryCounts } from './retry.ts';
import type { Conclusion } from './scope.ts';
import type { Visit } from './visit.ts';

/** One try of a state that may be tried again; `onGivingUp` records its final failure. */
export interface Attempt {
  perform(): Promise<Conclusion>;
  onGivingUp?(): void;
}

/**
 * Tries until the attempt succeeds or no retrier is left, then looks for a catcher. Counters live as long as the visit. What
 * the children achieved is forgotten with each retry, and with a failure for too much data: a redrive runs all of them again.
 * https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
 */
export async function withErrorHandling(visit: Visit<FallibleState>, attempt: Attempt): Promise<Conclusion> {
  const counts: RetryCounts = new Map();
  const { scope } = visit;
  for (;;) {
    try {
      return await attempt.perform();
    } catch (error) {
      if (!(error instanceof StateFailure) || scope.signal.aborted) throw error;
      const seconds = nextRetrySeconds(visit.state.Retry ?? [], counts, error, scope.run.place.random);
      if (seconds === undefined) {
        attempt.onGivingUp?.();
        if (error.error === 'States.DataLimitExceeded') scope.frame.children = undefined;
        return await caught(visit, error);
      }
      visit.retryCount += 1;
      scope.frame.children = undefined;
      await scope.activity.sleep(seconds * 1000, scope.signal);
    }
  }
}

async function caught(visit: Visit<FallibleState>, failure: StateFailure): Promise<Conclusion> {
  const catchers = visit.state.Catch ?? [];
  const index = catchers.findIndex(({ ErrorEquals }) => matchesError(ErrorEquals, failure));
  const catcher = catchers[index];
  if (!catcher) throw failure;
  const errorOutput = { Error: failure.error ?? '', Cause: failure.cause ?? '' };
  return conclude(visit, {
    effects: catcher,
    next: catcher.Next,
    prefix: `Catch[${index}]/`,
    data: { errorOutput },
    otherwise: errorOutput,
  });
}
