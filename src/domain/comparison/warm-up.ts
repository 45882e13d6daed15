import type { Minute } from './counts.ts';

/** So long after its share of users grew, how slow a version is says nothing: it compiles what it runs, fills caches, connects. */
const usualSeconds = 60;

const minuteMs = 60_000;
/** Each step of a plan is more; what chance makes of the share is less, but for a handful of requests. */
const growth = 1.5;

const shareOf = ({ stable, candidate, alone }: Minute): number => {
  const [ours, theirs] = [candidate?.requests ?? 0, alone ? 0 : (stable?.requests ?? 0)];
  return ours > 0 ? ours / (ours + theirs) : 0;
};

/**
 * The minutes (clean ones, by time) without the candidate's latency where it warmed up. Which ones these are depends on requests only,
 * never on how they went, so it biases nothing.
 */
export const afterWarmUp = (minutes: readonly Minute[], warmUpSeconds = usualSeconds): readonly Minute[] => {
  let [most, warmAt] = [0, Number.NEGATIVE_INFINITY];
  return minutes.map((minute) => {
    const [at, share] = [Date.parse(minute.at), shareOf(minute)];
    if (share > growth * most) warmAt = at + minuteMs + 1000 * warmUpSeconds;
    most = Math.max(most, share);
    const { candidate } = minute;
    return candidate !== null && at < warmAt ? { ...minute, candidate: { ...candidate, slow: [] } } : minute;
  });
};
