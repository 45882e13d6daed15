import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { Counts, Minute } from '../../contracts/evidence.ts';
import type { Sides } from '../../ports/evidence.ts';
import { type AlbDimensions, dimensionsOf } from './alb-dimensions.ts';
import { errorsOf, failedOpenOf, requestsOf, slowerThan } from './alb-statistics.ts';
import { type AlbStatistic, readSeries, type Series, type Span } from './cloudwatch-series.ts';

const minuteMs = 60_000;

/**
 * The minutes within a span that have a data point of either side, oldest first. A minute that the span begins or ends in is left
 * out: half of it would be before the traffic moved, or is not published yet.
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
  const statistics = groups.map((group) => statisticsOf(dimensionsOf(listenerRule, group), slowAboveSeconds));
  const series = await readSeries(client, statistics.flat(), minuteMs / 1000, span);
  const perSide = statistics[0]?.length ?? 0;
  const candidateSeries = series.slice(0, perSide);
  const stableSeries = series.slice(perSide);
  return minutesOf(span).flatMap((at): Minute[] => {
    const counts = { stable: countsAt(stableSeries, at), candidate: countsAt(candidateSeries, at) };
    return counts.stable || counts.candidate ? [{ at: new Date(at).toISOString(), ...counts }] : [];
  });
};

/** Whole minutes that lie within. */
export const wholeMinutesIn = (from: string, to: string): Span => ({
  start: Math.ceil(Date.parse(from) / minuteMs) * minuteMs,
  end: Math.floor(Date.parse(to) / minuteMs) * minuteMs,
});

const minutesOf = ({ start, end }: Span): readonly number[] =>
  Array.from({ length: Math.max(0, (end - start) / minuteMs) }, (_, i) => start + i * minuteMs);

const statisticsOf = (of: AlbDimensions, slowAboveSeconds: readonly number[]): readonly AlbStatistic[] => [
  requestsOf(of),
  failedOpenOf(of),
  ...errorsOf(of),
  ...slowAboveSeconds.map((seconds) => slowerThan(of, seconds)),
];

/**
 * Metrics of errors are published only when there are some, so that without them, but with requests, there were none. An error may
 * be counted a minute after its request: then there were at least as many requests.
 */
const countsAt = (series: readonly Series[], at: number): Counts | null => {
  const [requested, failedOpen = 0, answers5xx = 0, unconnected = 0, ...slow] = series.map((one) => one.get(at));
  const errors = answers5xx + unconnected;
  if (requested === undefined && errors === 0) return null;
  const requests = Math.max(requested ?? 0, errors);
  const counts = { requests, errors, slow: slow.map((count = 0) => Math.min(count, requests)) };
  return failedOpen > 0 ? { ...counts, failedOpen } : counts;
};
