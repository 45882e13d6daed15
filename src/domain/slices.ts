import type { Policy } from '../contracts/policy.ts';

/** Step Functions ends an execution at 25,000 history events, and one slice of a bake costs about nine. */
const eventsPerSlice = 9;
const historyLimit = 25_000;
/** What a release needs besides its bakes: steps, retries, the way back. */
const reservedEvents = 5_000;
const shortestSliceSeconds = 30;
const slicesPerBake = 10;

/** When to look next: a tenth of the bake, at least 30 s, and never past its end. After the end, every half minute at first, then slower. */
export const nextLookSeconds = (elapsedSeconds: number, bakeSeconds: number): number => {
  const slice = Math.max(shortestSliceSeconds, Math.ceil(bakeSeconds / slicesPerBake));
  const left = bakeSeconds - elapsedSeconds;
  if (left > 0) return Math.min(slice, left);
  return Math.max(shortestSliceSeconds, Math.ceil((elapsedSeconds - bakeSeconds) / slicesPerBake));
};

/** Readiness is looked for every three seconds at first, then ever more seldom: what takes long may take a little longer. */
export const nextReadinessLookSeconds = (elapsedSeconds: number): number =>
  Math.min(15, Math.max(3, Math.ceil(elapsedSeconds / 4)));

const slicesOf = (bakeSeconds: number): number =>
  Math.min(slicesPerBake, Math.ceil(bakeSeconds / shortestSliceSeconds)) + 1;

/** Looks of a whole hold: they grow by a tenth each, so that even a long patience stays cheap. */
const slicesOfHold = (patienceSeconds: number): number =>
  2 * slicesPerBake +
  Math.ceil(Math.log(Math.max(1, patienceSeconds / shortestSliceSeconds / slicesPerBake)) / Math.log(1.1));

/** History events that a release with these bakes can need at most. */
export const historyEvents = (bakesSeconds: readonly number[], patienceSeconds: number): number =>
  bakesSeconds.reduce(
    (sum, bake) => sum + eventsPerSlice * (slicesOf(bake) + slicesOfHold(patienceSeconds)),
    reservedEvents,
  );

/** All bakes that a release of this policy can have. */
export const bakesOf = ({ steps, cohort }: Policy['traffic']): readonly number[] => [
  ...steps.map((step) => step.bake),
  ...(cohort === undefined ? [] : [cohort.for]),
];

export const fitsHistory = (bakesSeconds: readonly number[], patienceSeconds: number): boolean =>
  historyEvents(bakesSeconds, patienceSeconds) <= historyLimit;
