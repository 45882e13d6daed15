import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { Baseline } from '../../contracts/evidence.ts';
import { type AlbDimensions, dimensionsOf } from './alb-dimensions.ts';
import { errorsOf, requestsOf, responseSeconds, slowerThan, toMicroseconds } from './alb-statistics.ts';
import { wholeMinutesIn } from './cloudwatch-minutes.ts';
import { readSeries, type Series, type Span, total } from './cloudwatch-series.ts';

const minuteSeconds = 60;
/** A period is at most a day. */
const longestPeriodSeconds = 86_400;
const percentiles = ['p50', 'p90', 'p99'];

/**
 * What a target group was like in the whole minutes of a span; null without requests. Two calls: percentiles first, then how many
 * requests were slower, because of equally fast ones fewer than half can be slower than the median.
 */
export const readBaseline = async (
  client: CloudWatchClient,
  listenerRule: string,
  targetGroup: string,
  from: string,
  to: string,
): Promise<Baseline | null> => {
  const of = dimensionsOf(listenerRule, targetGroup);
  const span = wholeMinutesIn(from, to);
  const slowAboveSeconds = await readPercentiles(client, of, span);
  const slowStatistics = slowAboveSeconds.map((seconds) => slowerThan(of, seconds));
  const statistics = [requestsOf(of), ...errorsOf(of), ...slowStatistics];
  const counted = (await readSeries(client, statistics, minuteSeconds, span)).map(total);
  const [requests = 0, answers5xx = 0, unconnected = 0, ...slow] = counted;
  return requests === 0 ? null : { requests, errors: answers5xx + unconnected, slow, slowAboveSeconds };
};

/** One value each over the whole span, in seconds; none when no request was answered. */
const readPercentiles = async (client: CloudWatchClient, of: AlbDimensions, span: Span): Promise<number[]> => {
  const periodSeconds = Math.min((span.end - span.start) / 1000, longestPeriodSeconds);
  const statistics = ['SampleCount', ...percentiles].map((statistic) => responseSeconds(of, statistic));
  const [answers = new Map(), ...values] = await readSeries(client, statistics, periodSeconds, span);
  return values.flatMap((series) => weightedMean(series, answers)).map(toMicroseconds);
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
