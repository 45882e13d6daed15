import { describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { AlarmEvent } from '../../src/contracts/events.ts';
import { alarmsIn } from '../../src/release/alarms-in.ts';
import { alarmMessage, byAction, byTopic, messages } from '../support/alarm-events.ts';

const firing = {
  because: 'alarm orders-5xx fired: Threshold Crossed',
  alarm: { name: 'orders-5xx', firedAt: '2026-11-23T10:10:00.000Z' },
};
const heardIn = (event: unknown) => alarmsIn(z.parse(AlarmEvent, event));

/** The sample in CloudWatch's own documentation: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html */
const composite = {
  source: 'aws.cloudwatch',
  alarmArn: 'arn:aws:cloudwatch:us-east-1:111122223333:alarm:SuppressionDemo.Main',
  accountId: '111122223333',
  time: '2023-08-04T12:56:46.138+0000',
  region: 'us-east-1',
  alarmData: {
    alarmName: 'CompositeDemo.Main',
    state: {
      value: 'ALARM',
      reason: 'CompositeDemo.FirstChild transitioned to ALARM',
      reasonData: '{"triggeringAlarms": []}',
      timestamp: '2023-08-04T12:56:46.138+0000',
    },
    previousState: { value: 'OK', timestamp: '2023-08-04T12:54:46.138+0000', actionsSuppressedBy: 'WaitPeriod' },
    configuration: { alarmRule: 'ALARM(CompositeDemo.FirstChild)', actionsSuppressor: 'CompositeDemo.Suppressor' },
  },
};

describe('an alarm that fires', () => {
  it('is the same by its own action and by a topic', () => {
    expect(heardIn(byAction('orders-5xx', 'ALARM'))).toEqual({ firings: [firing], ignored: [] });
    expect(heardIn(byTopic({ name: 'orders-5xx', state: 'ALARM' }))).toEqual({ firings: [firing], ignored: [] });
  });

  it('may be a composite one', () => {
    expect(heardIn(composite).firings).toEqual([
      {
        because: 'alarm CompositeDemo.Main fired: CompositeDemo.FirstChild transitioned to ALARM',
        alarm: { name: 'CompositeDemo.Main', firedAt: '2023-08-04T12:56:46.138Z' },
      },
    ]);
  });

  it('is found among several messages, whatever the others are', () => {
    const event = messages('hello', alarmMessage({ name: 'orders-5xx', state: 'ALARM' }), '{"AlarmName":"half"}');
    const notAlarms = ['SNS message message-0 is not about an alarm', 'SNS message message-2 is not about an alarm'];
    expect(heardIn(event)).toEqual({ firings: [firing], ignored: notAlarms });
  });

  it('at no instant that can be read is an error, because it may be the alarm that matters', () => {
    const event = byTopic({ name: 'orders-5xx', state: 'ALARM', at: 'just now' });
    expect(() => heardIn(event)).toThrow('"just now" is not an ISO 8601 instant');
  });
});

describe('what is no firing alarm', () => {
  it.each(['OK', 'INSUFFICIENT_DATA'] as const)('is an alarm that is %s', (state) => {
    const nothing = { firings: [], ignored: [`alarm orders-5xx is ${state}`] };
    expect(heardIn(byAction('orders-5xx', state))).toEqual(nothing);
    expect(heardIn(byTopic({ name: 'orders-5xx', state }))).toEqual(nothing);
  });

  it('is refused when it comes by none of the roads', () => {
    for (const event of [{}, { Records: [{ EventSource: 'aws:s3' }] }, { source: 'aws.cloudwatch', alarmData: {} }])
      expect(z.safeParse(AlarmEvent, event).success).toBe(false);
  });
});
