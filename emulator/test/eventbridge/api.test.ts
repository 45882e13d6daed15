import {
  DescribeRuleCommand,
  EventBridgeClient,
  InvalidEventPatternException,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  type PutEventsRequestEntry,
  PutRuleCommand,
  PutTargetsCommand,
  ResourceNotFoundException,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createEventBridge, type EventBridge } from '../../src/eventbridge/service.ts';
import { testPlace } from '../support/place.ts';
import { type Served, serve } from '../support/serve.ts';

const functionArn = 'arn:aws:lambda:eu-west-1:123456789012:function:listener';
const entry: PutEventsRequestEntry = { Source: 'tidal', DetailType: 'Turned', Detail: '{"tide":"low"}' };

let received: unknown[];
let place: ReturnType<typeof testPlace>;
let bus: EventBridge;
let served: Served;
let client: EventBridgeClient;

beforeEach(async () => {
  received = [];
  place = testPlace();
  bus = createEventBridge(place, {
    functions: {
      invoke: async (_arn, payload) => {
        received.push(payload);
        return {};
      },
    },
    machines: { start: () => 'unused' },
  });
  served = await serve(place.clock, bus.service);
  client = new EventBridgeClient(served.config);
});

afterEach(async () => {
  client.destroy();
  bus.close();
  await served.close();
});

describe('EventBridge over the wire', () => {
  it('delivers an event that was put to the target of a rule that was put', async () => {
    const { RuleArn } = await client.send(new PutRuleCommand({ Name: 'r', EventPattern: '{"source":["tidal"]}' }));
    await client.send(new PutTargetsCommand({ Rule: 'r', Targets: [{ Id: 't', Arn: functionArn }] }));
    bus.allow({ functionName: 'listener', principal: 'events.amazonaws.com', sourceArn: RuleArn ?? '' });
    const Time = new Date('2026-01-04T00:00:00Z');
    const answer = await client.send(new PutEventsCommand({ Entries: [{ ...entry, Time, Resources: ['a'] }] }));
    await place.clock.advance(1_000);
    expect(answer).toMatchObject({ FailedEntryCount: 0, Entries: [{ EventId: expect.any(String) }] });
    expect(received).toEqual([
      expect.objectContaining({
        id: answer.Entries?.[0]?.EventId,
        source: 'tidal',
        'detail-type': 'Turned',
        time: '2026-01-04T00:00:00Z',
        resources: ['a'],
        detail: { tide: 'low' },
      }),
    ]);
  });

  it('shows rules and targets as they were put', async () => {
    const EventPattern = '{"source":["tidal"]}';
    await client.send(new PutRuleCommand({ Name: 'b', EventPattern, State: 'DISABLED', Description: 'why' }));
    await client.send(new PutRuleCommand({ Name: 'a', ScheduleExpression: 'rate(1 hour)' }));
    const target = {
      Id: 't',
      Arn: functionArn,
      InputTransformer: { InputPathsMap: { a: '$.id' }, InputTemplate: '<a>' },
    };
    await client.send(new PutTargetsCommand({ Rule: 'b', Targets: [target] }));
    const rule = {
      Name: 'b',
      Arn: 'arn:aws:events:eu-west-1:123456789012:rule/b',
      EventPattern,
      State: 'DISABLED',
      Description: 'why',
    };
    expect(await client.send(new DescribeRuleCommand({ Name: 'b' }))).toMatchObject(rule);
    const first = await client.send(new ListRulesCommand({ Limit: 1 }));
    expect(first.Rules).toMatchObject([{ Name: 'a', ScheduleExpression: 'rate(1 hour)', State: 'ENABLED' }]);
    const second = await client.send(new ListRulesCommand({ Limit: 1, NextToken: first.NextToken }));
    expect(second).toMatchObject({ Rules: [rule] });
    expect(second.NextToken).toBeUndefined();
    expect(await client.send(new ListRulesCommand({ NamePrefix: 'c' }))).toMatchObject({ Rules: [] });
    expect((await client.send(new ListTargetsByRuleCommand({ Rule: 'b' }))).Targets).toEqual([target]);
  });

  it('refuses bad entries one by one and takes the others', async () => {
    const Entries = [
      entry,
      { ...entry, Source: 'aws.ecr' },
      { ...entry, Detail: '[1]' },
      { ...entry, DetailType: undefined },
    ];
    const answer = await client.send(new PutEventsCommand({ Entries }));
    expect(answer.FailedEntryCount).toBe(3);
    expect(answer.Entries).toMatchObject([
      { EventId: expect.any(String) },
      { ErrorCode: 'NotAuthorizedForSourceException' },
      { ErrorCode: 'MalformedDetail' },
      { ErrorCode: 'InvalidArgument' },
    ]);
  });

  it('refuses more than ten entries, and 256 KB together', async () => {
    const eleven = new PutEventsCommand({ Entries: Array.from({ length: 11 }, () => entry) });
    await expect(client.send(eleven)).rejects.toMatchObject({ name: 'ValidationException' });
    const Detail = JSON.stringify({ text: 'x'.repeat(128 * 1_024) });
    const big = new PutEventsCommand({
      Entries: [
        { ...entry, Detail },
        { ...entry, Detail },
      ],
    });
    await expect(client.send(big)).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('loses events for a bus that does not exist, with an id and no error', async () => {
    bus.putRule({ name: 'all', pattern: { source: [{ prefix: '' }] }, targets: [{ id: 't', arn: functionArn }] });
    bus.allow({ functionName: 'listener', principal: 'events.amazonaws.com' });
    const answer = await client.send(new PutEventsCommand({ Entries: [{ ...entry, EventBusName: 'other' }] }));
    await place.clock.advance(1_000);
    expect(answer).toMatchObject({ FailedEntryCount: 0, Entries: [{ EventId: expect.any(String) }] });
    expect(received).toEqual([]);
  });

  it('answers with the errors that clients know', async () => {
    await expect(client.send(new DescribeRuleCommand({ Name: 'none' }))).rejects.toBeInstanceOf(
      ResourceNotFoundException,
    );
    const bad = new PutRuleCommand({ Name: 'r', EventPattern: '{"source":"x"}' });
    await expect(client.send(bad)).rejects.toBeInstanceOf(InvalidEventPatternException);
    await expect(client.send(new PutRuleCommand({ Name: 'r' }))).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it.each([
    [
      'a sixth target',
      Array.from({ length: 6 }, (_, index) => ({ Id: `${index}`, Arn: functionArn })),
      'LimitExceededException',
    ],
    ['two kinds of input', [{ Id: 't', Arn: functionArn, Input: '{}', InputPath: '$.id' }], 'ValidationException'],
    ['input that is no JSON', [{ Id: 't', Arn: functionArn, Input: '{' }], 'ValidationException'],
    [
      'a state machine without a role',
      [{ Id: 't', Arn: 'arn:aws:states:eu-west-1:1:stateMachine:m' }],
      'ValidationException',
    ],
    ['a queue, which is not emulated', [{ Id: 't', Arn: 'arn:aws:sqs:eu-west-1:1:q' }], 'NotImplemented'],
  ])('refuses %s', async (_case, Targets, name) => {
    await client.send(new PutRuleCommand({ Name: 'r', EventPattern: '{"source":["tidal"]}' }));
    await expect(client.send(new PutTargetsCommand({ Rule: 'r', Targets }))).rejects.toMatchObject({ name });
  });

  it('tests patterns without a rule', async () => {
    const test = { EventPattern: '{"source":[{"prefix":"ti"}]}', Event: '{"source":"tidal"}' };
    expect(await client.send(new TestEventPatternCommand(test))).toMatchObject({ Result: true });
  });
});
