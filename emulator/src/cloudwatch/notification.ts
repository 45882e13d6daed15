import type { Dimension, MetricDataQuery, PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch';
import type { Place } from '../ports.ts';
import type { Alarm, StateRecord } from './alarm.ts';
import { timestamp } from './reasons.ts';
import { regionName } from './region-name.ts';

/** What an alarm publishes to a topic. `message` is a JSON text. */
export interface AlarmNotification {
  readonly subject: string;
  readonly message: string;
}

/** How notifications tell of an alarm's condition: `Trigger` of a metric alarm, `AlarmRule` of a composite one. */
export type NotifiedCondition = { readonly Trigger: object } | { readonly AlarmRule: string };

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html */
export function notificationOf({ accountId, region }: Place, alarm: Alarm, previous: StateRecord): AlarmNotification {
  const { settings, state } = alarm;
  const { name, description, actions } = settings;
  const place = regionName(region);
  const message = {
    AlarmName: name,
    AlarmDescription: description ?? null,
    AWSAccountId: accountId,
    AlarmConfigurationUpdatedTimestamp: timestamp(alarm.configuredAt),
    NewStateValue: state.value,
    NewStateReason: state.reason,
    StateChangeTime: timestamp(state.at),
    Region: place,
    AlarmArn: alarm.arn,
    OldStateValue: previous.value,
    OKActions: actions.OK,
    AlarmActions: actions.ALARM,
    InsufficientDataActions: actions.INSUFFICIENT_DATA,
    ...alarm.notified,
    ...(alarm.condition.kind === 'composite' ? { TriggeringChildren: childrenTold(state.reasonData) } : {}),
  };
  return { subject: subjectOf(`${state.value}: "${name}" in ${place}`), message: JSON.stringify(message) };
}

/** SNS takes 100 printable ASCII characters. */
function subjectOf(text: string): string {
  return text.replace(/[^ -~]/g, '?').slice(0, 100);
}

interface TriggeringAlarm {
  readonly arn: string;
  readonly state: { readonly value: string; readonly timestamp: string };
}

/** A state that was set by hand has no such reason data, and no children to tell of. */
function childrenTold(reasonData: string | undefined) {
  const data = reasonData === undefined ? {} : (JSON.parse(reasonData) as { triggeringAlarms?: TriggeringAlarm[] });
  const alarms = data.triggeringAlarms ?? [];
  return alarms.map(({ arn, state }) => ({ Arn: arn, State: { Value: state.value, Timestamp: state.timestamp } }));
}

/** The `Trigger` of a metric alarm: the one metric, or the queries of metric math. */
export function triggerOf(input: PutMetricAlarmCommandInput): object {
  const { Metrics, MetricName, Namespace, Dimensions = [], Period } = input;
  const judged = {
    EvaluationPeriods: input.EvaluationPeriods,
    ...(input.DatapointsToAlarm === undefined ? {} : { DatapointsToAlarm: input.DatapointsToAlarm }),
    ComparisonOperator: input.ComparisonOperator,
    Threshold: input.Threshold,
    TreatMissingData: input.TreatMissingData ?? 'missing',
    EvaluateLowSampleCountPercentile: '',
  };
  if (Metrics) return { ...judged, Metrics: Metrics.map(queryTold) };
  const metric = { MetricName, Namespace, ...statisticTold(input), Unit: null };
  return { ...metric, Dimensions: Dimensions.map(dimensionTold), Period, ...judged };
}

const STATISTICS: Readonly<Record<string, string>> = {
  Average: 'AVERAGE',
  Maximum: 'MAXIMUM',
  Minimum: 'MINIMUM',
  SampleCount: 'SAMPLE_COUNT',
  Sum: 'SUM',
};

function statisticTold({ Statistic, ExtendedStatistic }: PutMetricAlarmCommandInput): object {
  if (Statistic === undefined) return { StatisticType: 'ExtendedStatistic', ExtendedStatistic };
  return { StatisticType: 'Statistic', Statistic: STATISTICS[Statistic] ?? Statistic };
}

function queryTold({ Id, Expression, Label, MetricStat, ReturnData = true }: MetricDataQuery): object {
  const label = Label === undefined ? {} : { Label };
  if (!MetricStat) return { Expression, Id, ...label, ReturnData };
  const { Metric, Period, Stat } = MetricStat;
  const { MetricName, Namespace, Dimensions = [] } = Metric ?? {};
  const metric = { Dimensions: Dimensions.map(dimensionTold), MetricName, Namespace };
  return { Id, ...label, MetricStat: { Metric: metric, Period, Stat }, ReturnData };
}

function dimensionTold({ Name, Value }: Dimension): object {
  return { value: Value, name: Name };
}
