import {
  type CloudWatchClient,
  type MetricDataQuery,
  type MetricDataResult,
  paginateGetMetricData,
} from '@aws-sdk/client-cloudwatch';
import { TidegateError } from '../../domain/errors.ts';
import type { AlbStatistic } from './alb-statistics.ts';
import { calling } from './call-failed.ts';

/** Values by the begin of their period in epoch milliseconds. A period without a data point is not in it. */
export type Series = ReadonlyMap<number, number>;

/** Epoch milliseconds, [start, end). */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Reads all these statistics in one GetMetricData, paged by the SDK: the answer has one series for each, in the same order. It
 * takes 500 statistics, and asks nothing when the span is empty, which CloudWatch would refuse.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
export const readSeries = async (
  client: CloudWatchClient,
  statistics: readonly AlbStatistic[],
  periodSeconds: number,
  span: Span,
): Promise<readonly Series[]> => {
  const series = new Map(statistics.map((_, i) => [`s${i}`, new Map<number, number>()]));
  if (statistics.length > 0 && span.start < span.end)
    await calling('GetMetricData', () => collect(client, queriesOf(statistics, periodSeconds), span, series));
  return [...series.values()];
};

const queriesOf = (statistics: readonly AlbStatistic[], periodSeconds: number): MetricDataQuery[] =>
  statistics.map(({ of: { loadBalancer, targetGroup }, metric, statistic }, i) => ({
    Id: `s${i}`,
    MetricStat: {
      Metric: {
        Namespace: 'AWS/ApplicationELB',
        MetricName: metric,
        Dimensions: [
          { Name: 'LoadBalancer', Value: loadBalancer },
          { Name: 'TargetGroup', Value: targetGroup },
        ],
      },
      Period: periodSeconds,
      Stat: statistic,
    },
  }));

const collect = async (
  client: CloudWatchClient,
  MetricDataQueries: MetricDataQuery[],
  { start, end }: Span,
  series: ReadonlyMap<string, Map<number, number>>,
): Promise<void> => {
  const range = { StartTime: new Date(start), EndTime: new Date(end) };
  const pages = paginateGetMetricData({ client }, { MetricDataQueries, ScanBy: 'TimestampAscending', ...range });
  for await (const { MetricDataResults = [] } of pages)
    for (const result of MetricDataResults) {
      refuseBroken(result);
      const values = series.get(result.Id ?? '');
      for (const [i, at] of (result.Timestamps ?? []).entries()) {
        const value = result.Values?.[i];
        if (value !== undefined) values?.set(at.getTime(), value);
      }
    }
};

/** A series that CloudWatch could not read is no series without data points. */
const refuseBroken = ({ Label, StatusCode, Messages = [] }: MetricDataResult): void => {
  if (StatusCode !== 'InternalError' && StatusCode !== 'Forbidden') return;
  const why = Messages.map(({ Value }) => Value).join(', ');
  throw new TidegateError(
    'CallFailed',
    `GetMetricData failed: ${StatusCode} for ${Label}${why === '' ? '' : `: ${why}`}`,
  );
};

/** All that these series counted. */
export const total = (series: readonly Series[]): number => {
  let sum = 0;
  for (const one of series) for (const value of one.values()) sum += value;
  return sum;
};
