import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { Minute } from '../../contracts/evidence.ts';
import type { Sides } from '../../ports/evidence.ts';
import { countedOf, countsByMinute } from './alb-counts.ts';
import { dimensionsOf } from './alb-dimensions.ts';
import { readSeries, type Span } from './cloudwatch-series.ts';

const minuteMs = 60_000;

/**
 * The minutes within a span that have a data point of either side, oldest first, from one call. A minute that the span begins or
 * ends in is left out: a part of it was before the traffic moved, or is not published yet.
 */
export const readMinutes = async (
  client: CloudWatchClient,
  { listenerRule, stable, candidate }: Sides,
  slowAboveSeconds: readonly number[],
  from: string,
  to: string,
): Promise<readonly Minute[]> => {
  const span = wholeMinutesIn(from, to);
  const groups = candidate === stable ? [candidate] : [candidate, stable];
  const counted = groups.map((group) => countedOf(dimensionsOf(listenerRule, group), slowAboveSeconds));
  const series = await readSeries(client, counted.flat(), minuteMs / 1000, span);
  const ofCandidate = counted[0]?.length ?? 0;
  const minutes = minutesOf(span);
  const candidateCounts = countsByMinute(series.slice(0, ofCandidate), minutes);
  const stableCounts = countsByMinute(series.slice(ofCandidate), minutes);
  return minutes.flatMap((at, i): Minute[] => {
    const counts = { stable: stableCounts[i] ?? null, candidate: candidateCounts[i] ?? null };
    return counts.stable || counts.candidate ? [{ at: new Date(at).toISOString(), ...counts }] : [];
  });
};

/** Whole minutes that lie within; an empty span when none does. */
export const wholeMinutesIn = (from: string, to: string): Span => ({
  start: Math.ceil(Date.parse(from) / minuteMs) * minuteMs,
  end: Math.floor(Date.parse(to) / minuteMs) * minuteMs,
});

/** The begin of every minute of a span, in epoch milliseconds. */
export const minutesOf = ({ start, end }: Span): readonly number[] =>
  Array.from({ length: Math.max(0, (end - start) / minuteMs) }, (_, i) => start + i * minuteMs);
