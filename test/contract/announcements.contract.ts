import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EventBridgeClient, PutEventsCommand, TestEventPatternCommand } from '@aws-sdk/client-eventbridge';
import { beforeAll, expect } from '@jest/globals';
import { parse } from 'yaml';
import { eventbridgeAnnouncer } from '../../src/adapters/aws/eventbridge-announcer.ts';
import type { Announcement } from '../../src/contracts/announcements.ts';
import { onEachCloud } from './clouds.ts';

const detail = { service: 'orders', epoch: 7, from: '1.4.0', to: '2.0.0', because: 'the plan says so', weight: 25 };
const announcement: Announcement = { type: 'Release Traffic Shifted', detail };

const pattern = (name: string): string => {
  const text = readFileSync(join(import.meta.dirname, `../../events/${name}.pattern.yml`), 'utf8');
  return JSON.stringify(parse(text.replaceAll(/\$\{[^}]*\}/g, 'ours')));
};
const event = (source: string, type: string, about: object): string =>
  JSON.stringify({
    ...{ version: '0', id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718', source, 'detail-type': type },
    ...{ account: '123456789012', time: '2026-11-23T10:00:00Z', region: 'eu-west-1', resources: [], detail: about },
  });
const ended = (status: string, machine: string) =>
  event('aws.states', 'Step Functions Execution Status Change', {
    status,
    stateMachineArn: `arn:aws:states:eu-west-1:123456789012:stateMachine:${machine}`,
  });
const alarm = (value: string) =>
  event('aws.cloudwatch', 'CloudWatch Alarm State Change', { alarmName: 'orders-5xx', state: { value } });
const image = (action: string) =>
  event('aws.ecr', 'ECR Image Action', { 'action-type': action, result: 'SUCCESS', 'image-tag': '2.0.0' });

onEachCloud('announcements', (cloud) => {
  const { scenario } = cloud;
  let client: EventBridgeClient;
  beforeAll(() => {
    client = cloud.client(EventBridgeClient);
  });

  const matches = async (EventPattern: string, Event: string): Promise<boolean | undefined> =>
    (await client.send(new TestEventPatternCommand({ EventPattern, Event }))).Result;

  scenario('are taken by the default bus', async () => {
    await expect(eventbridgeAnnouncer(client).announce(announcement)).resolves.toBeUndefined();
  });

  scenario(
    'fail when they are longer than an event may be',
    async () => {
      const because = 'x'.repeat(1_100_000);
      const tooLong = eventbridgeAnnouncer(client).announce({ ...announcement, detail: { ...detail, because } });
      await expect(tooLong).rejects.toMatchObject({ name: 'CallFailed' });
    },
    { moto: 'it takes any length', ministack: 'it takes any length' },
  );

  scenario(
    'may not speak in the name of AWS',
    async () => {
      const entry = { Source: 'aws.tidegate', DetailType: 'Drill', Detail: '{}' };
      const { FailedEntryCount, Entries } = await client.send(new PutEventsCommand({ Entries: [entry] }));
      expect(FailedEntryCount).toBe(1);
      expect(Entries?.[0]?.ErrorCode).toBe('NotAuthorizedForSourceException');
    },
    { moto: 'it takes any source' },
  );

  scenario(
    'fail entry by entry when one has no proper detail',
    async () => {
      const good = { Source: 'tidegate', DetailType: 'Drill', Detail: '{}' };
      const Entries = [good, { ...good, Detail: 'not JSON' }];
      const answer = await client.send(new PutEventsCommand({ Entries }));
      expect(answer.FailedEntryCount).toBe(1);
      expect(answer.Entries?.[0]?.EventId).toBeTruthy();
      expect(answer.Entries?.[1]?.ErrorCode).toBe('MalformedDetail');
    },
    { ministack: 'it takes any detail' },
  );

  scenario(
    'of AWS about our dead executions match our pattern',
    async () => {
      const ours = pattern('execution-ended');
      expect(await matches(ours, ended('TIMED_OUT', 'ours-ours-release'))).toBe(true);
      expect(await matches(ours, ended('SUCCEEDED', 'ours-ours-release'))).toBe(false);
      expect(await matches(ours, ended('FAILED', 'somebody-elses'))).toBe(false);
    },
    { moto: 'it has no TestEventPattern' },
  );

  scenario(
    'of AWS about alarms that fire match our pattern',
    async () => {
      expect(await matches(pattern('alarm-fired'), alarm('ALARM'))).toBe(true);
      expect(await matches(pattern('alarm-fired'), alarm('OK'))).toBe(false);
    },
    { moto: 'it has no TestEventPattern' },
  );

  scenario(
    'of AWS about pushed images match our pattern',
    async () => {
      expect(await matches(pattern('image-pushed'), image('PUSH'))).toBe(true);
      expect(await matches(pattern('image-pushed'), image('DELETE'))).toBe(false);
    },
    { moto: 'it has no TestEventPattern' },
  );
});
