import { PutMetricDataCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  createStage,
  MINUTE_MS,
  minuteWith,
  NAMESPACE,
  putAlarm,
  putValue,
  query,
  type Stage,
  stateOf,
  toldStates,
} from './stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await createStage();
});
afterEach(() => stage.close());

describe('a metric alarm', () => {
  it('starts without data, and no event tells of its creation', async () => {
    await putAlarm(stage);
    expect(await stateOf(stage)).toBe('INSUFFICIENT_DATA');
    await stage.clock.advance(3 * MINUTE_MS);
    expect(stage.events).toEqual([]);
  });

  it('fires once, on the transition, however long it goes on breaching', async () => {
    await putAlarm(stage);
    await minuteWith(stage, 1);
    for (let minute = 0; minute < 5; minute += 1) await minuteWith(stage, 9);
    await minuteWith(stage, 1);
    expect(toldStates(stage)).toEqual(['OK', 'ALARM', 'OK']);
  });

  it('keeps its state when it is put again, with the new configuration', async () => {
    await putAlarm(stage);
    await minuteWith(stage, 9);
    expect(await stateOf(stage)).toBe('ALARM');
    await putAlarm(stage, { Threshold: 100 });
    expect(await stateOf(stage)).toBe('ALARM');
    await minuteWith(stage, 9);
    expect(toldStates(stage)).toEqual(['ALARM', 'OK']);
  });

  it('needs M of N datapoints', async () => {
    await putAlarm(stage, { EvaluationPeriods: 3, DatapointsToAlarm: 2 });
    const states: (string | undefined)[] = [];
    for (const value of [0, 0, 9, 0, 9]) {
      await minuteWith(stage, value);
      states.push(await stateOf(stage));
    }
    expect(states).toEqual(['OK', 'OK', 'OK', 'OK', 'ALARM']);
  });

  it.each([
    ['missing', 'INSUFFICIENT_DATA'],
    ['ignore', 'OK'],
    ['breaching', 'ALARM'],
    ['notBreaching', 'OK'],
  ])('that treats missing data as %s is then %s', async (TreatMissingData, state) => {
    await putAlarm(stage, { TreatMissingData });
    await minuteWith(stage, 1);
    await stage.clock.advance(5 * MINUTE_MS);
    expect(await stateOf(stage)).toBe(state);
  });

  it('slides a window of five minutes by the minute', async () => {
    await putAlarm(stage, { Period: 300, TreatMissingData: 'notBreaching' });
    await minuteWith(stage, 3);
    await minuteWith(stage, 3);
    expect(await stateOf(stage)).toBe('ALARM');
    await stage.clock.advance(4 * MINUTE_MS);
    expect(await stateOf(stage)).toBe('OK');
  });

  it('looks every ten seconds at high-resolution data', async () => {
    await putAlarm(stage, { Period: 10 });
    const Timestamp = new Date(stage.clock.now());
    const datum = { MetricName: 'Errors', Value: 9, StorageResolution: 1, Timestamp };
    await stage.client.send(new PutMetricDataCommand({ Namespace: NAMESPACE, MetricData: [datum] }));
    await stage.clock.advance(20_000);
    expect(await stateOf(stage)).toBe('ALARM');
  });

  it('watches an error rate by metric math, calm while there are too few requests', async () => {
    const Expression = 'IF(FILL(req, 0) >= 10, 100 * FILL(err, 0) / req, 0)';
    await putAlarm(stage, {
      Metrics: [
        { Id: 'rate', Expression },
        query('req', 'Requests', 'Sum', { ReturnData: false }),
        query('err', 'Errors', 'Sum', { ReturnData: false }),
      ],
      TreatMissingData: 'notBreaching',
    });
    await putValue(stage, 'Errors', 4);
    await minuteWith(stage, 5, 'Requests');
    expect(await stateOf(stage)).toBe('OK');
    await minuteWith(stage, 100, 'Requests');
    expect(await stateOf(stage)).toBe('OK');
    await putValue(stage, 'Errors', 8);
    await minuteWith(stage, 100, 'Requests');
    expect(await stateOf(stage)).toBe('ALARM');
  });

  it('set by hand goes back to what its metric says', async () => {
    await putAlarm(stage);
    await minuteWith(stage, 1);
    await stage.client.send(
      new SetAlarmStateCommand({ AlarmName: 'errors', StateValue: 'ALARM', StateReason: 'drill' }),
    );
    expect(await stateOf(stage)).toBe('ALARM');
    await minuteWith(stage, 1);
    expect(toldStates(stage)).toEqual(['OK', 'ALARM', 'OK']);
  });

  it('does its actions on the transition, unless they are disabled', async () => {
    const action = 'arn:aws:lambda:eu-west-1:123456789012:function:roll-back';
    await putAlarm(stage, { AlarmActions: [action] });
    await putAlarm(stage, { AlarmName: 'silent', AlarmActions: [action], ActionsEnabled: false });
    await minuteWith(stage, 9);
    await minuteWith(stage, 9);
    expect(stage.actions.map(([arn, { alarmArn }]) => [arn, alarmArn])).toEqual([
      [action, 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:errors'],
    ]);
    expect(toldStates(stage)).toEqual(['ALARM', 'ALARM']);
  });
});

describe('the event of a transition', () => {
  it("has AWS's exact shape", async () => {
    await putAlarm(stage, { AlarmDescription: 'too many', Dimensions: [] });
    await minuteWith(stage, 1);
    await minuteWith(stage, 9.5);
    expect(stage.events[1]).toEqual({
      source: 'aws.cloudwatch',
      detailType: 'CloudWatch Alarm State Change',
      resources: ['arn:aws:cloudwatch:eu-west-1:123456789012:alarm:errors'],
      detail: {
        alarmName: 'errors',
        configuration: {
          description: 'too many',
          metrics: [
            {
              id: expect.stringMatching(/^[0-9a-f-]{36}$/),
              metricStat: { metric: { dimensions: {}, name: 'Errors', namespace: 'Shop' }, period: 60, stat: 'Sum' },
              returnData: true,
            },
          ],
        },
        previousState: {
          reason:
            'Threshold Crossed: 1 out of the last 1 datapoints [1.0 (05/01/26 09:00:00)] was not greater than the threshold (5.0) (minimum 1 datapoint for ALARM -> OK transition).',
          reasonData: expect.any(String),
          timestamp: '2026-01-05T09:01:15.000+0000',
          value: 'OK',
        },
        state: {
          reason:
            'Threshold Crossed: 1 out of the last 1 datapoints [9.5 (05/01/26 09:01:00)] was greater than the threshold (5.0) (minimum 1 datapoint for OK -> ALARM transition).',
          reasonData: JSON.stringify({
            version: '1.0',
            queryDate: '2026-01-05T09:02:15.000+0000',
            startDate: '2026-01-05T09:01:00.000+0000',
            statistic: 'Sum',
            period: 60,
            recentDatapoints: [9.5],
            threshold: 5,
            evaluatedDatapoints: [{ timestamp: '2026-01-05T09:01:00.000+0000', value: 9.5 }],
          }),
          timestamp: '2026-01-05T09:02:15.000+0000',
          value: 'ALARM',
        },
      },
    });
  });

  it('lacks reason data where the alarm had none yet', async () => {
    await putAlarm(stage);
    await minuteWith(stage, 1);
    expect(stage.events[0]?.detail).toMatchObject({
      previousState: { reason: 'Unchecked: Initial alarm creation', value: 'INSUFFICIENT_DATA' },
    });
    expect(stage.events[0]?.detail).not.toHaveProperty('previousState.reasonData');
  });
});

describe('metrics of AWS services', () => {
  it('are judged only when they have been published', async () => {
    await putAlarm(stage, { Namespace: 'AWS/ApplicationELB', MetricName: 'RequestCount' });
    const observation = { namespace: 'AWS/ApplicationELB', name: 'RequestCount', dimensions: {} };
    stage.metrics.record({ ...observation, value: 9 });
    await stage.clock.advance(54_000);
    expect(await stateOf(stage)).toBe('INSUFFICIENT_DATA');
    await stage.clock.advance(2000);
    expect(await stateOf(stage)).toBe('ALARM');
  });
});
