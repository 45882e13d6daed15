import type { AlarmAction, Notification } from '../../src/contracts/events.ts';

type State = 'ALARM' | 'OK' | 'INSUFFICIENT_DATA';
const firedAt = '2026-11-23T10:10:00.000+0000';

/** What CloudWatch hands to a function that is an alarm's own action. */
export const byAction = (alarmName: string, value: State, timestamp = firedAt): AlarmAction => ({
  source: 'aws.cloudwatch',
  alarmArn: `arn:aws:cloudwatch:eu-west-1:123456789012:alarm:${alarmName}`,
  accountId: '123456789012',
  time: timestamp,
  region: 'eu-west-1',
  alarmData: { alarmName, state: { value, reason: 'Threshold Crossed', timestamp } },
});

/** What SNS hands to a function: one record for each message. */
export const messages = (...texts: readonly string[]): Notification => ({
  Records: texts.map((Message, n) => ({
    EventSource: 'aws:sns' as const,
    EventVersion: '1.0',
    EventSubscriptionArn: 'arn:aws:sns:eu-west-1:123456789012:tidegate-dev-alarms:1',
    Sns: {
      Type: 'Notification',
      MessageId: `message-${n}`,
      TopicArn: 'arn:aws:sns:eu-west-1:123456789012:tidegate-dev-alarms',
      Message,
      Timestamp: '2026-11-23T10:10:01.000Z',
    },
  })),
});

/** The text that an alarm sends to a topic. */
export const alarmMessage = ({ name, state, at = firedAt }: { name: string; state: State; at?: string }): string =>
  JSON.stringify({
    AlarmName: name,
    AlarmDescription: null,
    AWSAccountId: '123456789012',
    NewStateValue: state,
    NewStateReason: 'Threshold Crossed',
    StateChangeTime: at,
    Region: 'EU (Ireland)',
    AlarmArn: `arn:aws:cloudwatch:eu-west-1:123456789012:alarm:${name}`,
    OldStateValue: 'OK',
  });

export const byTopic = (alarm: Parameters<typeof alarmMessage>[0]): Notification => messages(alarmMessage(alarm));
