import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { createEventBridge, type EventBridge } from '../../../emulator/src/eventbridge/service.ts';
import { type ManualClock, manualClock } from '../../../emulator/test/support/manual-clock.ts';
import { testPlace } from '../../../emulator/test/support/place.ts';
import { type Served, serve } from '../../../emulator/test/support/serve.ts';
import { eventbridgeAnnouncer } from '../../../src/adapters/aws/eventbridge-announcer.ts';
import type { Announcement } from '../../../src/contracts/announcements.ts';

const functionArn = 'arn:aws:lambda:eu-west-1:123456789012:function:listener';
const announcement: Announcement = {
  type: 'Release Traffic Shifted',
  detail: { service: 'orders', epoch: 7, from: '1.4.0', to: '2.0.0', because: 'the plan says so', weight: 25 },
};

let clock: ManualClock;
let served: Served;
let client: EventBridgeClient;
let bus: EventBridge;
let heard: unknown[];

beforeEach(async () => {
  heard = [];
  clock = manualClock();
  const invoke = async (_name: string, payload: unknown) => {
    heard.push(payload);
    return {};
  };
  bus = createEventBridge(
    { ...testPlace(), clock },
    { functions: { invoke }, machines: { start: () => 'arn:aws:states:eu-west-1:123456789012:execution:m:e' } },
  );
  served = await serve(clock, bus.service);
  client = new EventBridgeClient(served.config);
});
afterEach(async () => {
  client.destroy();
  bus.close();
  await served.close();
});

it('tells the default bus, with source tidegate', async () => {
  const ruleArn = bus.putRule({
    name: 'hear',
    pattern: { source: ['tidegate'] },
    targets: [{ id: 't', arn: functionArn }],
  });
  bus.allow({ functionName: functionArn, principal: 'events.amazonaws.com', sourceArn: ruleArn });
  await eventbridgeAnnouncer(client).announce(announcement);
  await clock.advance(10_000);
  const { type, detail } = announcement;
  expect(heard).toContainEqual(expect.objectContaining({ source: 'tidegate', 'detail-type': type, detail }));
});

it('fails when the bus does not take the entry, though the call succeeds', async () => {
  const tooLong = { ...announcement.detail, because: 'x'.repeat(1_100_000), weight: 25 };
  await expect(
    eventbridgeAnnouncer(client).announce({ ...announcement, detail: tooLong } as Announcement),
  ).rejects.toMatchObject({ name: 'CallFailed' });
  const refusing = {
    send: async () => ({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'InternalFailure', ErrorMessage: 'try later' }] }),
  } as unknown as EventBridgeClient;
  await expect(eventbridgeAnnouncer(refusing).announce(announcement)).rejects.toMatchObject({
    name: 'CallFailed',
    message: 'PutEvents did not take "Release Traffic Shifted": InternalFailure: try later',
  });
});
