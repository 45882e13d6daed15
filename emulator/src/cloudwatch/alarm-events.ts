import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { Place, ServiceEvent } from '../ports.ts';
import type { Alarm, MetricCondition, StateRecord } from './alarm.ts';
import type { Metric } from './metric-store.ts';
import { timestamp } from './reasons.ts';

/** What AWS sends to a Lambda function named in an alarm's actions. */
export interface AlarmActionPayload {
  readonly source: 'aws.cloudwatch';
  readonly alarmArn: string;
  readonly accountId: string;
  readonly time: string;
  readonly region: string;
  readonly alarmData: unknown;
}

/** The event that EventBridge gets for every transition. */
export function stateChangeEvent(alarm: Alarm, previous: StateRecord): ServiceEvent {
  return {
    source: 'aws.cloudwatch',
    detailType: 'CloudWatch Alarm State Change',
    resources: [alarm.arn],
    detail: detailOf(alarm, previous),
  };
}

/** The payload of a direct action. */
export function actionPayload({ accountId, region }: Place, alarm: Alarm, previous: StateRecord): AlarmActionPayload {
  const time = timestamp(alarm.state.at);
  return {
    source: 'aws.cloudwatch',
    alarmArn: alarm.arn,
    accountId,
    time,
    region,
    alarmData: detailOf(alarm, previous),
  };
}

function detailOf(alarm: Alarm, previous: StateRecord) {
  return {
    alarmName: alarm.settings.name,
    configuration: alarm.configuration,
    previousState: describeState(previous),
    state: describeState(alarm.state),
  };
}

function describeState({ reason, reasonData, at, value }: StateRecord) {
  return { reason, ...(reasonData === undefined ? {} : { reasonData }), timestamp: timestamp(at), value };
}

/** `detail.configuration` of a metric alarm. The one metric of a plain alarm has `plainId`, which CloudWatch makes up. */
export function metricConfiguration(
  description: string | undefined,
  { queries, isPlain }: MetricCondition,
  source: readonly MetricDataQuery[],
  plainId: string,
) {
  const metrics = queries.map((query) => {
    const id = isPlain ? plainId : query.id;
    if (query.source.kind === 'metric') {
      const { metric, statistic } = query.source;
      const metricStat = { metric: describeMetric(metric), period: query.periodMs / 1000, stat: statistic };
      return { id, metricStat, returnData: query.returnsData };
    }
    const expression = source.find(({ Id }) => Id === id)?.Expression;
    return { expression, id, label: query.label, returnData: query.returnsData };
  });
  return { ...(description === undefined ? {} : { description }), metrics };
}

function describeMetric({ dimensions, name, namespace }: Metric) {
  return { dimensions, name, namespace };
}

/** `detail.configuration` of a composite alarm. */
export function compositeConfiguration(description: string | undefined, alarmRule: string) {
  return { ...(description === undefined ? {} : { description }), alarmRule };
}
