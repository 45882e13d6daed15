import {
  type CloudWatchClient,
  type CompositeAlarm,
  type MetricAlarm,
  type MetricDataQuery,
  paginateDescribeAlarms,
  paginateGetMetricData,
} from '@aws-sdk/client-cloudwatch';
import type { AlarmReading } from '../../contracts/evidence.ts';
import type { Evidence } from '../../ports/evidence.ts';
import { type AlbDimensions, dimensionsOf } from './alb-dimensions.ts';
import { calling } from './call-failed.ts';

/** DescribeAlarms takes at most 100 names and, unless told otherwise, answers 50 alarms and no composite one. */
const batchSize = 100;
const periodSeconds = 60;

/** Alarms as they stand and requests as the load balancer counted them. */
export const cloudwatchEvidence = (client: CloudWatchClient): Evidence => ({
  alarms: async (names) => {
    const found = new Map<string, AlarmReading>();
    for (let i = 0; i < names.length; i += batchSize) {
      const batch = names.slice(i, i + batchSize);
      for (const reading of await calling('DescribeAlarms', () => describe(client, batch)))
        found.set(reading.alarm, reading);
    }
    return names.map((alarm) => found.get(alarm) ?? { alarm, state: 'missing', noticeSeconds: null });
  },
  requests: async (listenerRule, targetGroup, from, to) => {
    const query = requestCount(dimensionsOf(listenerRule, targetGroup));
    return calling('GetMetricData', () => sum(client, query, wholeMinute(from), new Date(to)));
  },
});

const describe = async (client: CloudWatchClient, names: readonly string[]): Promise<readonly AlarmReading[]> => {
  const readings: AlarmReading[] = [];
  const AlarmTypes: ('MetricAlarm' | 'CompositeAlarm')[] = ['MetricAlarm', 'CompositeAlarm'];
  const pages = paginateDescribeAlarms({ client, pageSize: batchSize }, { AlarmNames: [...names], AlarmTypes });
  for await (const { MetricAlarms = [], CompositeAlarms = [] } of pages) {
    readings.push(...MetricAlarms.map((alarm) => readingOf(alarm, noticeSeconds(alarm))));
    readings.push(...CompositeAlarms.map((alarm) => readingOf(alarm, null)));
  }
  return readings;
};

const readingOf = (alarm: MetricAlarm | CompositeAlarm, notice: number | null): AlarmReading => ({
  alarm: alarm.AlarmName ?? '',
  state: alarm.StateValue === 'ALARM' ? 'firing' : alarm.StateValue === 'OK' ? 'ok' : 'silent',
  noticeSeconds: notice,
});

/** Metric math has a period per metric instead of one of its own: the longest decides. */
const noticeSeconds = ({ Period, Metrics = [], EvaluationPeriods = 1 }: MetricAlarm): number => {
  const periods = Metrics.map((metric) => metric.MetricStat?.Period ?? metric.Period ?? 0);
  return Math.max(Period ?? periodSeconds, ...periods) * EvaluationPeriods;
};

const requestCount = ({ loadBalancer, targetGroup }: AlbDimensions): MetricDataQuery => ({
  Id: 'requests',
  MetricStat: {
    Metric: {
      Namespace: 'AWS/ApplicationELB',
      MetricName: 'RequestCount',
      Dimensions: [
        { Name: 'LoadBalancer', Value: loadBalancer },
        { Name: 'TargetGroup', Value: targetGroup },
      ],
    },
    Period: periodSeconds,
    Stat: 'Sum',
  },
});

/** A data point counts a whole minute, so the minute that `from` is in counts whole: rather too many requests than unseen ones. */
const wholeMinute = (from: string): Date =>
  new Date(Math.floor(Date.parse(from) / (1000 * periodSeconds)) * 1000 * periodSeconds);

const sum = async (client: CloudWatchClient, query: MetricDataQuery, StartTime: Date, EndTime: Date) => {
  let requests = 0;
  const pages = paginateGetMetricData({ client }, { MetricDataQueries: [query], StartTime, EndTime });
  for await (const { MetricDataResults = [] } of pages)
    for (const { Values = [] } of MetricDataResults) for (const value of Values) requests += value;
  return requests;
};
