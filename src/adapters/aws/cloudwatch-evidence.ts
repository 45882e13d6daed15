import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { Evidence } from '../../ports/evidence.ts';
import { dimensionsOf } from './alb-dimensions.ts';
import { sumOf } from './alb-statistics.ts';
import { readAlarms } from './cloudwatch-alarms.ts';
import { readBaseline } from './cloudwatch-baseline.ts';
import { readMinutes, wholeMinutesIn } from './cloudwatch-minutes.ts';
import { readSeries, total } from './cloudwatch-series.ts';
import { readSpent } from './cloudwatch-spent.ts';

const minuteSeconds = 60;

/** Alarms as they stand, and traffic as the load balancer counted it. */
export const cloudwatchEvidence = (client: CloudWatchClient): Evidence => ({
  alarms: (names) => readAlarms(client, names),
  requests: async (listenerRule, targetGroup, from, to) => {
    const statistic = sumOf(dimensionsOf(listenerRule, targetGroup), 'RequestCount');
    const span = { start: wholeMinute(from), end: Date.parse(to) };
    return total(await readSeries(client, [statistic], minuteSeconds, span));
  },
  minutes: (sides, slowAboveSeconds, from, to) => readMinutes(client, sides, slowAboveSeconds, from, to),
  baseline: (listenerRule, targetGroup, from, to, unfeltSeconds) =>
    readBaseline(client, dimensionsOf(listenerRule, targetGroup), wholeMinutesIn(from, to), unfeltSeconds),
  spent: (listenerRule, targetGroups, from, to) => readSpent(client, listenerRule, targetGroups, from, to),
});

/** A data point counts a whole minute, so the minute that `from` is in counts whole: rather too many requests than unseen ones. */
const wholeMinute = (from: string): number =>
  Math.floor(Date.parse(from) / (1000 * minuteSeconds)) * 1000 * minuteSeconds;
