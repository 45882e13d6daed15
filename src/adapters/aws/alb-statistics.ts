import type { AlbDimensions } from './alb-dimensions.ts';
import type { AlbStatistic } from './cloudwatch-series.ts';

/**
 * Metrics that have both dimensions, LoadBalancer and TargetGroup. What the load balancer answers itself (HTTPCode_ELB_502_Count
 * and the like) has the first only: a connection that a target refused shows as TargetConnectionErrorCount.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 */
const sum = (of: AlbDimensions, metric: string): AlbStatistic => ({ of, metric, statistic: 'Sum' });

export const requestsOf = (of: AlbDimensions): AlbStatistic => sum(of, 'RequestCount');

/** A request counts in one of these at most: an answer of 5XX, or no connection to give it. */
export const errorsOf = (of: AlbDimensions): readonly [AlbStatistic, AlbStatistic] => [
  sum(of, 'HTTPCode_Target_5XX_Count'),
  sum(of, 'TargetConnectionErrorCount'),
];

/** Requests that went to unhealthy targets, because too few were healthy ("fail open"). */
export const failedOpenOf = (of: AlbDimensions): AlbStatistic => sum(of, 'UnhealthyRoutingRequestCount');

/** No answer takes longer: an idle timeout is at most 4000 s. */
const longestSeconds = 10_000;

/**
 * Requests slower than this. A trimmed count excludes its lower and includes its upper bound, each of at most 10 decimals.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
 */
export const slowerThan = (of: AlbDimensions, seconds: number): AlbStatistic => ({
  of,
  metric: 'TargetResponseTime',
  statistic: `TC(${toMicroseconds(seconds)}:${longestSeconds})`,
});

/** Seconds without digits that mean nothing, and never in exponential notation, which CloudWatch does not read. */
export const toMicroseconds = (seconds: number): number => Number(seconds.toFixed(6));

export const responseSeconds = (of: AlbDimensions, statistic: string): AlbStatistic => ({
  of,
  metric: 'TargetResponseTime',
  statistic,
});
