import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { type Cloud, startCloud } from '../../src/cloud.ts';

const accountOf = 'eu-west-1:123456789012';
const functionArn = { 'Fn::GetAtt': ['HearsFunction', 'Arn'] };
const permission = (Principal: string, SourceArn: unknown) => ({
  Type: 'AWS::Lambda::Permission',
  Properties: { Action: 'lambda:InvokeFunction', FunctionName: functionArn, Principal, SourceArn },
});
const alarm = (AlarmName: string, AlarmActions: unknown[]) => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    AlarmName,
    AlarmActions,
    Namespace: 'Shop',
    MetricName: 'Errors',
    Statistic: 'Sum',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'ignore',
  },
});

/** The shapes that osls makes of `schedule` and `sns` events, and alarms with actions of their own. */
const resources = {
  HearsFunction: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: 'hears',
      Handler: 'index.handler',
      Role: 'arn:aws:iam::123456789012:role/hears',
      Runtime: 'nodejs24.x',
      Code: { S3Key: 'hears.zip' },
    },
  },
  Schedule: {
    Type: 'AWS::Events::Rule',
    Properties: {
      ScheduleExpression: 'rate(5 minutes)',
      State: 'ENABLED',
      Targets: [{ Arn: functionArn, Id: 'hearsSchedule' }],
    },
  },
  SchedulePermission: permission('events.amazonaws.com', { 'Fn::GetAtt': ['Schedule', 'Arn'] }),
  Pager: {
    Type: 'AWS::SNS::Topic',
    Properties: { TopicName: 'pager', Subscription: [{ Protocol: 'lambda', Endpoint: functionArn }] },
  },
  PagerPermission: permission('sns.amazonaws.com', { Ref: 'Pager' }),
  Second: { Type: 'AWS::SNS::Topic', Properties: {} },
  SecondSubscription: {
    Type: 'AWS::SNS::Subscription',
    Properties: { TopicArn: { Ref: 'Second' }, Protocol: 'lambda', Endpoint: functionArn },
  },
  Telling: alarm('telling', [{ Ref: 'Pager' }]),
  Invoking: alarm('invoking', [functionArn]),
  Both: {
    Type: 'AWS::CloudWatch::CompositeAlarm',
    Properties: {
      AlarmName: 'either',
      AlarmRule: { 'Fn::Join': ['', ['ALARM("', { Ref: 'Invoking' }, '") OR ALARM("', { Ref: 'Telling' }, '")']] },
      AlarmActions: [functionArn],
    },
  },
  AlarmPermission: permission('lambda.alarms.cloudwatch.amazonaws.com', `arn:aws:cloudwatch:${accountOf}:alarm:*`),
};

let folder: string;
let cloud: Cloud;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'triggers-'));
  const handler = 'exports.handler = async (event) => console.log(JSON.stringify(event));';
  writeFileSync(join(folder, 'hears.zip'), zipSync({ 'index.js': strToU8(handler) }));
  const template = join(folder, 'template.json');
  writeFileSync(template, JSON.stringify({ Resources: resources }));
  cloud = await startCloud({ template, artifacts: folder, transport: 'inProcess' });
});
afterEach(async () => {
  await cloud.close();
  rmSync(folder, { recursive: true });
});

interface Heard {
  readonly source?: string;
  readonly alarmArn?: string;
  readonly Records?: readonly { readonly Sns: { readonly Subject: string; readonly Message: string } }[];
}

function heard(): Heard[] {
  const lines = cloud.services.lambda.logLines('hears').map(({ text }) => text);
  return lines.filter((text) => text.includes('{')).map((text) => JSON.parse(text.slice(text.indexOf('{'))) as Heard);
}

async function fire(AlarmName: string): Promise<void> {
  const client = new CloudWatchClient(cloud.clientConfig('operator'));
  await client.send(new SetAlarmStateCommand({ AlarmName, StateValue: 'ALARM', StateReason: 'drill' }));
  client.destroy();
  await cloud.clock.sleep(60_000);
}

describe('a function of a packaged template is invoked', () => {
  it('by its schedule', async () => {
    await cloud.clock.sleep(6 * 60_000);
    expect(heard()[0]).toMatchObject({ source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} });
  });

  it('by a metric alarm whose action it is, and by the composite alarm above', async () => {
    await fire('invoking');
    const events = heard();
    const arnOf = (name: string) => `arn:aws:cloudwatch:${accountOf}:alarm:${name}`;
    expect(new Set(events.map(({ alarmArn }) => alarmArn))).toEqual(new Set([arnOf('invoking'), arnOf('either')]));
    expect(events.find(({ alarmArn }) => alarmArn === arnOf('invoking'))).toMatchObject({
      source: 'aws.cloudwatch',
      accountId: '123456789012',
      region: 'eu-west-1',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]{12}\+0000$/),
      alarmData: {
        alarmName: 'invoking',
        state: { value: 'ALARM', reason: 'drill' },
        previousState: { value: 'INSUFFICIENT_DATA' },
        configuration: { metrics: [{ metricStat: { metric: { name: 'Errors' } } }] },
      },
    });
    const composite = events.find(({ alarmArn }) => alarmArn === arnOf('either'));
    expect(composite).toMatchObject({
      alarmData: {
        configuration: { alarmRule: 'ALARM("invoking") OR ALARM("telling")' },
        state: { reasonData: expect.stringContaining('triggeringAlarms') },
      },
    });
  });

  it('by the topic that an alarm notifies', async () => {
    await fire('telling');
    const [record] = heard().find(({ Records }) => Records)?.Records ?? [];
    expect(record).toMatchObject({ EventSource: 'aws:sns', Sns: { Subject: 'ALARM: "telling" in EU (Ireland)' } });
    expect(JSON.parse(record?.Sns.Message ?? '')).toMatchObject({ AlarmName: 'telling', NewStateValue: 'ALARM' });
    const callers = cloud.recorder.calls({ service: 'lambda', operation: 'Invoke' }).map(({ caller }) => caller);
    expect(callers).toContain('pager');
    expect(cloud.services.sns.dropped()).toEqual([]);
  });
});

it('a subscription of a template hears its topic, and is dropped without a permission', async () => {
  const topicArn = cloud.createdResources['Second'] ?? '';
  expect(cloud.createdResources['SecondSubscription']).toContain(`${topicArn}:`);
  cloud.services.sns.notify(topicArn, { subject: 'Hi', message: 'there' });
  await cloud.clock.sleep(10_000);
  expect(cloud.services.sns.dropped()).toMatchObject([{ topicArn }]);
});
