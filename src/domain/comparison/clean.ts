import type { Baseline, Counts, Minute, Tolerance } from './counts.ts';

const mostRequests = 1e12;

const isCount = (value: number, most: number): boolean => Number.isFinite(value) && value >= 0 && value <= most;

const cleanSlow = ({ requests, slow }: Counts, quantiles: number): readonly number[] =>
  slow.length === quantiles && slow.every((count) => isCount(count, requests)) ? slow : [];

const cleanCounts = (counts: Counts | null, quantiles: number): Counts | null => {
  if (counts === null || !isCount(counts.requests, mostRequests) || !isCount(counts.errors, counts.requests))
    return null;
  return { requests: counts.requests, errors: counts.errors, slow: cleanSlow(counts, quantiles) };
};

const compareSlow = (one: Counts, other: Counts): number => {
  const index = one.slow.findIndex((count, at) => count !== other.slow[at]);
  return one.slow.length - other.slow.length || (one.slow[index] ?? 0) - (other.slow[index] ?? 0);
};

/** Counters of a minute only grow while its data points come in, so the fuller reading is the later one. */
const fuller = (one: Counts | null, other: Counts | null): Counts | null => {
  if (one === null || other === null) return one ?? other;
  const order = one.requests - other.requests || one.errors - other.errors || compareSlow(one, other);
  return order >= 0 ? one : other;
};

const merge = (one: Minute | undefined, other: Minute): Minute =>
  one === undefined
    ? other
    : {
        at: other.at,
        stable: fuller(one.stable, other.stable),
        candidate: fuller(one.candidate, other.candidate),
        alone: one.alone && other.alone,
      };

/**
 * What of the minutes can be believed, each once and in the order of time. A side whose numbers can't be (NaN, negative, more errors than
 * requests) counts as not seen; a minute that can't be placed in time is left out.
 */
export const cleanMinutes = (minutes: readonly Minute[], quantiles: number): readonly Minute[] => {
  const byMinute = new Map<number, Minute>();
  for (const { at, stable, candidate, alone } of minutes) {
    const minute = Math.floor(Date.parse(at) / 60_000);
    if (Number.isNaN(minute)) continue;
    const clean = {
      at: new Date(minute * 60_000).toISOString(),
      stable: cleanCounts(stable, quantiles),
      candidate: cleanCounts(candidate, quantiles),
      alone,
    };
    byMinute.set(minute, merge(byMinute.get(minute), clean));
  }
  return [...byMinute].sort(([one], [other]) => one - other).map(([, minute]) => minute);
};

/** The baseline, or null when its numbers can't be believed. */
export const cleanBaseline = (baseline: Baseline | null): Baseline | null => {
  if (baseline === null) return null;
  const slowAboveSeconds = baseline.slowAboveSeconds.every((seconds) => seconds > 0 && Number.isFinite(seconds))
    ? baseline.slowAboveSeconds
    : [];
  const counts = cleanCounts(baseline, slowAboveSeconds.length);
  return counts === null ? null : { ...counts, slowAboveSeconds };
};

const toShare = (points: number): number => (points > 0 ? Math.min(points, 99) / 100 : 0);

/** The tolerance as shares from 0 to 0.99; what is no number tolerates nothing. */
export const cleanTolerance = ({ errorsWorseBy, slowerBy, warmUpSeconds }: Tolerance): Tolerance => ({
  warmUpSeconds,
  errorsWorseBy: toShare(errorsWorseBy),
  slowerBy: toShare(slowerBy),
});
