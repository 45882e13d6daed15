import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { dimensionsOf } from './alb-dimensions.ts';
import { sumOf } from './alb-statistics.ts';
import { readSeries, total } from './cloudwatch-series.ts';

/** CloudWatch keeps hours for 455 days, and minutes for 15 only. */
const hourSeconds = 3600;

/**
 * Requests of some target groups together, and those that failed: answers of 5XX, and refused connections. The hour that the span
 * begins in counts whole.
 */
export const readSpent = async (
  client: CloudWatchClient,
  listenerRule: string,
  targetGroups: readonly string[],
  from: string,
  to: string,
): Promise<{ readonly requests: number; readonly errors: number }> => {
  const groups = [...new Set(targetGroups)].map((group) => dimensionsOf(listenerRule, group));
  const requests = groups.map((of) => sumOf(of, 'RequestCount'));
  const errors = groups.flatMap((of) => [
    sumOf(of, 'HTTPCode_Target_5XX_Count'),
    sumOf(of, 'TargetConnectionErrorCount'),
  ]);
  const start = Math.floor(Date.parse(from) / (hourSeconds * 1000)) * hourSeconds * 1000;
  const series = await readSeries(client, [...requests, ...errors], hourSeconds, { start, end: Date.parse(to) });
  return { requests: total(series.slice(0, groups.length)), errors: total(series.slice(groups.length)) };
};
