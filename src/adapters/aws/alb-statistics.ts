import type { AlbDimensions } from './alb-dimensions.ts';

/** One statistic of one metric of a target group. */
export interface AlbStatistic {
  readonly of: AlbDimensions;
  readonly metric: string;
  /** As CloudWatch writes it: `Sum`, `p99`, `TC(0.2:1000)`. */
  readonly statistic: string;
}

/**
 * A metric that has both dimensions, LoadBalancer and TargetGroup. What the load balancer answers itself (HTTPCode_ELB_502_Count
 * and the like) has the first only.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 */
export const sumOf = (of: AlbDimensions, metric: AlbCount): AlbStatistic => ({ of, metric, statistic: 'Sum' });

/** UnhealthyRoutingRequestCount are requests sent to unhealthy targets, because too few were healthy ("fail open"). */
type AlbCount =
  | 'RequestCount'
  | 'HTTPCode_Target_5XX_Count'
  | 'TargetConnectionErrorCount'
  | 'UnhealthyRoutingRequestCount';

/** Of the seconds from request to answer; what is never answered has none. */
export const ofResponseTime = (of: AlbDimensions, statistic: string): AlbStatistic => ({
  of,
  metric: 'TargetResponseTime',
  statistic,
});

/** No answer takes longer: the idle timeout is at most 4000 s. */
const longestSeconds = 10_000;

/**
 * Answers slower than this. A trimmed count is exclusive of its lower and inclusive of its upper bound, and may be no whole number
 * because CloudWatch interpolates.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
 */
export const slowerThan = (of: AlbDimensions, seconds: number): AlbStatistic =>
  ofResponseTime(of, `TC(${toMicroseconds(seconds)}:${longestSeconds})`);

/** Seconds without digits that mean nothing, and never in exponential notation, which CloudWatch does not read. */
export const toMicroseconds = (seconds: number): number => Number(seconds.toFixed(6));
