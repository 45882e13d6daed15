import { PutCompositeAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createStage, minuteWith, putAlarm, query, type Stage } from './stage.ts';

const topic = 'arn:aws:sns:eu-west-1:123456789012:pager';

let stage: Stage;
beforeEach(async () => {
  stage = await createStage();
});
afterEach(() => stage.close());

function told() {
  const [notification] = stage.notifications;
  return { subject: notification?.subject, ...(JSON.parse(notification?.message ?? '{}') as Record<string, unknown>) };
}

describe('a notification', () => {
  it('tells of a metric alarm with its metric as Trigger', async () => {
    const Dimensions = [{ Name: 'Version', Value: '2' }];
    await putAlarm(stage, { AlarmActions: [topic], Dimensions, TreatMissingData: 'breaching' });
    await minuteWith(stage, undefined);
    expect(told()).toEqual({
      subject: 'ALARM: "errors" in EU (Ireland)',
      AlarmName: 'errors',
      AlarmDescription: null,
      AWSAccountId: '123456789012',
      AlarmConfigurationUpdatedTimestamp: '2026-01-05T09:00:20.000+0000',
      NewStateValue: 'ALARM',
      NewStateReason: expect.stringContaining('Threshold Crossed'),
      StateChangeTime: '2026-01-05T09:01:15.000+0000',
      Region: 'EU (Ireland)',
      AlarmArn: 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:errors',
      OldStateValue: 'INSUFFICIENT_DATA',
      OKActions: [],
      AlarmActions: [topic],
      InsufficientDataActions: [],
      Trigger: {
        MetricName: 'Errors',
        Namespace: 'Shop',
        StatisticType: 'Statistic',
        Statistic: 'SUM',
        Unit: null,
        Dimensions: [{ value: '2', name: 'Version' }],
        Period: 60,
        EvaluationPeriods: 1,
        ComparisonOperator: 'GreaterThanThreshold',
        Threshold: 5,
        TreatMissingData: 'breaching',
        EvaluateLowSampleCountPercentile: '',
      },
    });
  });

  it('tells of metric math with all its queries', async () => {
    const Metrics = [
      { Id: 'rate', Expression: 'e * 2', Label: 'Twice' },
      query('e', 'Errors', 'Sum', { ReturnData: false }),
    ];
    await putAlarm(stage, { AlarmActions: [topic], Metrics });
    await minuteWith(stage, 9);
    expect(told()).toMatchObject({
      Trigger: {
        Metrics: [
          { Expression: 'e * 2', Id: 'rate', Label: 'Twice', ReturnData: true },
          { Id: 'e', MetricStat: { Metric: { MetricName: 'Errors' }, Period: 60, Stat: 'Sum' }, ReturnData: false },
        ],
      },
    });
  });

  it('tells of a composite alarm with its rule and the child that changed', async () => {
    await putAlarm(stage);
    const AlarmRule = 'ALARM("errors")';
    await stage.client.send(new PutCompositeAlarmCommand({ AlarmName: 'unhealthy', AlarmRule, AlarmActions: [topic] }));
    await minuteWith(stage, 9);
    const errorsArn = 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:errors';
    const Timestamp = '2026-01-05T09:01:15.000+0000';
    expect(told()).toMatchObject({
      AlarmName: 'unhealthy',
      NewStateReason: `${errorsArn} transitioned to ALARM at Monday 05 January, 2026 09:01:15 UTC`,
      AlarmRule,
      TriggeringChildren: [{ Arn: errorsArn, State: { Value: 'ALARM', Timestamp } }],
    });
    expect(told()).not.toHaveProperty('Trigger');
    expect(stage.actions[0]?.[1]).toMatchObject({ alarmData: { configuration: { alarmRule: AlarmRule } } });
  });

  it('is not sent while actions are disabled', async () => {
    await putAlarm(stage, { AlarmActions: [topic], ActionsEnabled: false });
    await minuteWith(stage, 9);
    expect(stage.notifications).toEqual([]);
  });

  it('cannot carry reason data that is no JSON', async () => {
    await putAlarm(stage);
    const set = { AlarmName: 'errors', StateValue: 'ALARM', StateReason: 'drill', StateReasonData: '{' } as const;
    const setting = stage.client.send(new SetAlarmStateCommand(set));
    await expect(setting).rejects.toMatchObject({ name: 'InvalidFormatFault' });
  });
});
