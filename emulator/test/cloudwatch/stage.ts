import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  type MetricDataQuery,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import type { AlarmActionPayload } from '../../src/cloudwatch/alarm-events.ts';
import type { AlarmNotification } from '../../src/cloudwatch/notification.ts';
import { createCloudWatch } from '../../src/cloudwatch/service.ts';
import type { ServiceEvent } from '../../src/ports.ts';
import { testPlace } from '../support/place.ts';
import { serve } from '../support/serve.ts';

export const NAMESPACE = 'Shop';
export const MINUTE_MS = 60_000;

export type Stage = Awaited<ReturnType<typeof createStage>>;

/** CloudWatch on a hand-driven clock; every alarm is evaluated in the 15th second of its minute. */
export async function createStage() {
  const place = testPlace();
  const events: ServiceEvent[] = [];
  const actions: [string, AlarmActionPayload][] = [];
  const notifications: AlarmNotification[] = [];
  const cloudWatch = createCloudWatch(place, {
    events: { publish: (event) => void events.push(event) },
    onAction: (actionArn, payload, notification) => {
      actions.push([actionArn, payload]);
      notifications.push(notification);
    },
    evaluationOffsetMs: 15_000,
  });
  const served = await serve(place.clock, cloudWatch.service);
  const client = new CloudWatchClient(served.config);
  await place.clock.advance(20_000);
  return {
    clock: place.clock,
    metrics: cloudWatch.metrics,
    client,
    events,
    actions,
    notifications,
    async close() {
      client.destroy();
      await served.close();
      cloudWatch.close();
    },
  };
}

/** An alarm on the sum of Errors: above 5, one period of a minute, unless told otherwise. */
export async function putAlarm(stage: Stage, input: Partial<PutMetricAlarmCommandInput> = {}): Promise<void> {
  const plain = input.Metrics
    ? {}
    : { Namespace: NAMESPACE, MetricName: 'Errors', Statistic: 'Sum' as const, Period: 60 };
  await stage.client.send(
    new PutMetricAlarmCommand({
      AlarmName: 'errors',
      EvaluationPeriods: 1,
      Threshold: 5,
      ComparisonOperator: 'GreaterThanThreshold',
      ...plain,
      ...input,
    }),
  );
}

/** Puts one value of Errors now, if any, and lets a minute pass. */
export async function minuteWith(stage: Stage, value: number | undefined, name = 'Errors'): Promise<void> {
  if (value !== undefined) await putValue(stage, name, value);
  await stage.clock.advance(MINUTE_MS);
}

export async function putValue(stage: Stage, MetricName: string, Value: number): Promise<void> {
  await stage.client.send(
    new PutMetricDataCommand({
      Namespace: NAMESPACE,
      MetricData: [{ MetricName, Value, Timestamp: new Date(stage.clock.now()) }],
    }),
  );
}

export async function stateOf(stage: Stage, name = 'errors'): Promise<string | undefined> {
  const { MetricAlarms = [], CompositeAlarms = [] } = await stage.client.send(
    new DescribeAlarmsCommand({ AlarmNames: [name], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] }),
  );
  return [...MetricAlarms, ...CompositeAlarms][0]?.StateValue;
}

/** The states that the events told of, in order. */
export function toldStates(stage: Stage): readonly unknown[] {
  return stage.events.map(({ detail }) => (detail as { state: { value: string } }).state.value);
}

/** A metric query by the minute. */
export function query(
  Id: string,
  MetricName: string,
  Stat: string,
  more: Partial<MetricDataQuery> = {},
): MetricDataQuery {
  return { Id, MetricStat: { Metric: { Namespace: NAMESPACE, MetricName }, Period: 60, Stat }, ...more };
}
