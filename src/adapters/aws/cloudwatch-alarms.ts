import {
  type CloudWatchClient,
  type CompositeAlarm,
  type MetricAlarm,
  paginateDescribeAlarms,
} from '@aws-sdk/client-cloudwatch';
import type { AlarmReading } from '../../contracts/evidence.ts';
import { calling } from './call-failed.ts';

/** DescribeAlarms takes at most 100 names and, unless told otherwise, answers 50 alarms and no composite one. */
const batchSize = 100;
const usualPeriodSeconds = 60;

/** One reading for each name, in the order asked; `missing` where no such alarm exists. */
export const readAlarms = async (
  client: CloudWatchClient,
  names: readonly string[],
): Promise<readonly AlarmReading[]> => {
  const found = new Map<string, AlarmReading>();
  for (let i = 0; i < names.length; i += batchSize) {
    const batch = names.slice(i, i + batchSize);
    for (const reading of await calling('DescribeAlarms', () => describe(client, batch)))
      found.set(reading.alarm, reading);
  }
  return names.map((alarm) => found.get(alarm) ?? { alarm, state: 'missing', noticeSeconds: null });
};

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
  return Math.max(Period ?? usualPeriodSeconds, ...periods) * EvaluationPeriods;
};
