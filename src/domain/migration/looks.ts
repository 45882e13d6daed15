/** When a migration is looked at again. Step Functions counts every look: 25,000 history events end an execution. */

const firstLookSeconds = 5;
const usualLookSeconds = 60;
/** At a minute's distance, so many looks make a day. */
const mostLooks = 1440;

/**
 * After 5 s at first, then ever more seldom, up to once a minute: so soon an incident pauses a copy. What may take longer than a
 * day is looked at more seldom still.
 */
export const nextJobLookSeconds = (elapsedSeconds: number, limitSeconds: number): number => {
  const most = Math.max(usualLookSeconds, Math.ceil(limitSeconds / mostLooks));
  return Math.min(most, Math.max(firstLookSeconds, Math.ceil(elapsedSeconds / 20)));
};

/** Nobody gives up while a pod may still run, however long its node is lost. */
export const nextCleaningLookSeconds = (elapsedSeconds: number): number =>
  Math.max(firstLookSeconds, Math.ceil(elapsedSeconds / 20));

const rarestLockLookSeconds = 300;

/** On the first day, who waits for a database hears within minutes that it is free, or that its own release was aborted. */
export const nextLockLookSeconds = (waitedSeconds: number): number => {
  const most = Math.max(rarestLockLookSeconds, Math.ceil(waitedSeconds / 100));
  return Math.min(most, Math.max(firstLookSeconds, Math.ceil(waitedSeconds / 10)));
};

const rarestAskedLookSeconds = 600;
const mostAskedLooks = 144;

/** Who answers wakes the machine: it looks by itself only in case that the bell was lost, and when the time to answer is over. */
export const nextAskedLookSeconds = (elapsedSeconds: number, askSeconds: number): number => {
  const usual = Math.max(rarestAskedLookSeconds, Math.ceil(askSeconds / mostAskedLooks));
  return Math.max(1, Math.min(usual, askSeconds - elapsedSeconds));
};

const longestWaitSeconds = 6 * 3600;

/** For what nobody knows the end of: a tenth of the time waited, between half a minute and six hours. */
export const nextWaitSeconds = (waitedSeconds: number): number =>
  Math.min(longestWaitSeconds, Math.max(30, Math.ceil(waitedSeconds / 10)));

/** The same where it is known when something changes. */
export const waitUntilSeconds = (secondsUntil: number): number =>
  Math.max(1, Math.min(longestWaitSeconds, Math.ceil(secondsUntil)));
