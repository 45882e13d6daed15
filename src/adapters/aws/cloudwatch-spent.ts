import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { dimensionsOf } from './alb-dimensions.ts';
import { errorsOf, requestsOf } from './alb-statistics.ts';
import { readSeries, total } from './cloudwatch-series.ts';

/** CloudWatch keeps hours for 455 days, and minutes for 15 only. */
const hourSeconds = 3600;

/** Requests and errors of some target groups together. The hour that the span begins in counts whole. */
export const readSpent = async (
  client: CloudWatchClient,
  listenerRule: string,
  targetGroups: readonly string[],
  from: string,
  to: string,
): Promise<{ readonly requests: number; readonly errors: number }> => {
  const groups = [...new Set(targetGroups)].map((group) => dimensionsOf(listenerRule, group));
  const start = Math.floor(Date.parse(from) / (hourSeconds * 1000)) * hourSeconds * 1000;
  const statistics = [...groups.map(requestsOf), ...groups.flatMap(errorsOf)];
  const counted = (await readSeries(client, statistics, hourSeconds, { start, end: Date.parse(to) })).map(total);
  const sumOf = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);
  return { requests: sumOf(counted.slice(0, groups.length)), errors: sumOf(counted.slice(groups.length)) };
};
