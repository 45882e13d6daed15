import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { Baseline, Counts } from '../../contracts/evidence.ts';
import { countedOf, countsByMinute } from './alb-counts.ts';
import type { AlbDimensions } from './alb-dimensions.ts';
import { ofResponseTime, toMicroseconds } from './alb-statistics.ts';
import { minutesOf } from './cloudwatch-minutes.ts';
import { readSeries, type Series, type Span } from './cloudwatch-series.ts';

const minuteSeconds = 60;
/** A period is at most a day. */
const longestPeriodSeconds = 86_400;
const percentileNames = ['p50', 'p90', 'p99'];

/**
 * What a target group was like in the whole minutes of a span; null without requests. Two calls: first the percentiles, then how
 * many requests were slower by what anybody feels, counted exactly as they will be of both sides later. (Of requests that are all
 * equally fast, for example, anything between none and all may be slower than the median.)
 */
export const readBaseline = async (
  client: CloudWatchClient,
  of: AlbDimensions,
  span: Span,
  unfeltSeconds: number,
): Promise<Baseline | null> => {
  const percentiles = await readPercentiles(client, of, span);
  const slowAboveSeconds = percentiles.map((seconds) => toMicroseconds(seconds + unfeltSeconds));
  const series = await readSeries(client, countedOf(of, slowAboveSeconds), minuteSeconds, span);
  const minutes = countsByMinute(series, minutesOf(span)).filter((counts) => counts !== null);
  const sum = (count: (counts: Counts) => number) => minutes.reduce((total, counts) => total + count(counts), 0);
  const requests = sum((counts) => counts.requests);
  if (requests === 0) return null;
  const slow = slowAboveSeconds.map((_, i) => sum((counts) => counts.slow[i] ?? 0));
  return { requests, errors: sum((counts) => counts.errors), slow, slowAboveSeconds };
};

/** One value each over the whole span, in seconds; none when no request was answered. */
const readPercentiles = async (client: CloudWatchClient, of: AlbDimensions, span: Span): Promise<number[]> => {
  const periodSeconds = Math.min((span.end - span.start) / 1000, longestPeriodSeconds);
  const statistics = ['SampleCount', ...percentileNames].map((statistic) => ofResponseTime(of, statistic));
  const [answers = new Map(), ...values] = await readSeries(client, statistics, periodSeconds, span);
  return values.flatMap((series) => weightedMean(series, answers));
};

/** Of the periods by their answers: a span of days has several, and so has one that CloudWatch does not begin where we asked. */
const weightedMean = (series: Series, answers: Series): number[] => {
  let [weighted, weight] = [0, 0];
  for (const [at, value] of series) {
    const count = answers.get(at) ?? 0;
    weighted += value * count;
    weight += count;
  }
  return weight === 0 ? [] : [weighted / weight];
};
