import {
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  type PutMetricAlarmCommandInput,
  ResourceNotFound,
} from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createStage, minuteWith, putAlarm, query, type Stage, stateOf } from './stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await createStage();
});
afterEach(() => stage.close());

async function names(input: object): Promise<readonly (string | undefined)[]> {
  const { MetricAlarms = [] } = await stage.client.send(new DescribeAlarmsCommand(input));
  return MetricAlarms.map(({ AlarmName }) => AlarmName);
}

describe('PutMetricAlarm', () => {
  it.each<[string, Partial<PutMetricAlarmCommandInput>, string]>([
    ['a period of 45 s', { Period: 45 }, 'ValidationException'],
    ['more datapoints than periods', { DatapointsToAlarm: 2 }, 'ValidationException'],
    ['no evaluation period', { EvaluationPeriods: 0 }, 'ValidationException'],
    ['more than a day', { EvaluationPeriods: 1441 }, 'ValidationException'],
    ['no threshold', { Threshold: undefined }, 'ValidationException'],
    ['two statistics', { ExtendedStatistic: 'p99' }, 'ValidationException'],
    ['an unknown treatment', { TreatMissingData: 'calm' }, 'ValidationException'],
    ['a metric and metrics', { Metrics: [query('a', 'Errors', 'Sum')], Namespace: 'Shop' }, 'ValidationException'],
    ['two results', { Metrics: [query('a', 'Errors', 'Sum'), query('b', 'Errors', 'Sum')] }, 'ValidationException'],
    ['anomaly detection', { ComparisonOperator: 'GreaterThanUpperThreshold' }, 'NotImplemented'],
    ['a warm-up', { WarmUpConfiguration: { WarmUpPeriodDurationInMinutes: 5 } }, 'NotImplemented'],
  ])('refuses %s', async (_case, input, name) => {
    await expect(putAlarm(stage, input)).rejects.toMatchObject({ name });
  });
});

describe('DescribeAlarms', () => {
  it('answers what was put, with state and ARN', async () => {
    await putAlarm(stage, { Dimensions: [{ Name: 'Zone', Value: 'a' }], AlarmActions: ['arn:aws:sns:eu-west-1:1:t'] });
    const { MetricAlarms } = await stage.client.send(new DescribeAlarmsCommand({ AlarmNames: ['errors'] }));
    expect(MetricAlarms?.[0]).toMatchObject({
      AlarmName: 'errors',
      AlarmArn: 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:errors',
      ActionsEnabled: true,
      AlarmActions: ['arn:aws:sns:eu-west-1:1:t'],
      MetricName: 'Errors',
      Dimensions: [{ Name: 'Zone', Value: 'a' }],
      Threshold: 5,
      TreatMissingData: 'missing',
      StateValue: 'INSUFFICIENT_DATA',
      StateReason: 'Unchecked: Initial alarm creation',
      StateUpdatedTimestamp: new Date('2026-01-05T09:00:20Z'),
    });
  });

  it('selects by names, prefix, state and action', async () => {
    await putAlarm(stage, { AlarmName: 'a-one' });
    await putAlarm(stage, { AlarmName: 'a-two', Threshold: 100 });
    await putAlarm(stage, { AlarmName: 'b', AlarmActions: ['arn:aws:sns:eu-west-1:1:t'] });
    await minuteWith(stage, 9);
    expect(await names({ AlarmNames: ['b', 'a-one', 'none'] })).toEqual(['a-one', 'b']);
    expect(await names({ AlarmNamePrefix: 'a-' })).toEqual(['a-one', 'a-two']);
    expect(await names({ StateValue: 'OK' })).toEqual(['a-two']);
    expect(await names({ ActionPrefix: 'arn:aws:sns' })).toEqual(['b']);
    await expect(names({ AlarmNames: ['b'], AlarmNamePrefix: 'a' })).rejects.toMatchObject({
      name: 'ValidationException',
    });
    await expect(names({ AlarmNames: Array(101).fill('b') })).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('answers page by page', async () => {
    for (const AlarmName of ['c', 'a', 'b']) await putAlarm(stage, { AlarmName });
    const first = await stage.client.send(new DescribeAlarmsCommand({ MaxRecords: 2 }));
    expect(first.MetricAlarms?.map(({ AlarmName }) => AlarmName)).toEqual(['a', 'b']);
    expect(await names({ MaxRecords: 2, NextToken: first.NextToken })).toEqual(['c']);
  });
});

describe('DeleteAlarms', () => {
  it('ends the alarm, and says which one does not exist', async () => {
    await putAlarm(stage);
    const deletion = new DeleteAlarmsCommand({ AlarmNames: ['none', 'errors'] });
    await expect(stage.client.send(deletion)).rejects.toBeInstanceOf(ResourceNotFound);
    expect(await stateOf(stage)).toBeUndefined();
    await minuteWith(stage, 9);
    expect(stage.events).toEqual([]);
  });
});
