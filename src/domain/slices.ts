/** When to look next. Step Functions counts every look: `execution-history.ts` says how many fit. */
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
