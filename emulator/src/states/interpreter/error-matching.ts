import type { StateFailure } from '../failure.ts';

const NEVER_WILDCARD = new Set(['States.DataLimitExceeded', 'States.Runtime']);

/**
 * Whether a retrier or catcher with these ErrorEquals is for the failure. `States.ALL` and `States.TaskFailed` match neither
 * `States.DataLimitExceeded` nor `States.Runtime`, and `States.TaskFailed` not `States.Timeout` either.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
export function matchesError(errorEquals: readonly string[], failure: StateFailure): boolean {
  const error = failure.error ?? '';
  if (errorEquals.includes(error) || failure.alsoKnownAs.some((name) => errorEquals.includes(name))) return true;
  if (NEVER_WILDCARD.has(error)) return false;
  return (
    errorEquals.includes('States.ALL') || (errorEquals.includes('States.TaskFailed') && error !== 'States.Timeout')
  );
}
