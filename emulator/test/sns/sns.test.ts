import {
  CreateTopicCommand,
  DeleteTopicCommand,
  ListSubscriptionsByTopicCommand,
  ListTopicsCommand,
  PublishCommand,
  type PublishCommandInput,
  SNSClient,
  SubscribeCommand,
  type SubscribeCommandInput,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError } from '../../src/service.ts';
import { createSns, type Sns } from '../../src/sns/service.ts';
import { ConnectionLost } from '../../src/wire/wire-error.ts';
import { testPlace } from '../support/place.ts';
import { type Served, serve } from '../support/serve.ts';

const functionArn = 'arn:aws:lambda:eu-west-1:123456789012:function:roll-back';
const topicArn = 'arn:aws:sns:eu-west-1:123456789012:pager';

interface SnsEvent {
  readonly Records: readonly [{ readonly Sns: { readonly MessageId: string } }];
}

let clock: ReturnType<typeof testPlace>['clock'];
let sns: Sns;
let served: Served;
let client: SNSClient;
let invoked: unknown[][];
let errors: Error[];

beforeEach(async () => {
  const place = testPlace(2);
  clock = place.clock;
  invoked = [];
  errors = [];
  sns = createSns(place, {
    invoke: async (...invocation) => {
      const error = errors.shift();
      if (error) throw error;
      invoked.push(invocation);
      return {};
    },
  });
  served = await serve(clock, sns.service);
  client = new SNSClient(served.config);
});
afterEach(async () => {
  client.destroy();
  sns.close();
  await served.close();
});

const publish = (more: Partial<PublishCommandInput> = {}) =>
  client.send(new PublishCommand({ TopicArn: topicArn, Message: 'hello', ...more }));
const subscribe = (more: Partial<SubscribeCommandInput> = {}) =>
  client.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: 'lambda', Endpoint: functionArn, ...more }));

async function subscribed(): Promise<string> {
  sns.allow({ functionName: 'roll-back', principal: 'sns.amazonaws.com', sourceArn: topicArn });
  await client.send(new CreateTopicCommand({ Name: 'pager' }));
  return (await subscribe()).SubscriptionArn ?? '';
}

describe('a message', () => {
  it('invokes the subscribed function with the documented event', async () => {
    const EventSubscriptionArn = await subscribed();
    const { MessageId } = await publish({
      Subject: 'Hi',
      MessageAttributes: { kind: { DataType: 'String', StringValue: 'test' } },
    });
    await clock.advance(1000);
    const Sns = {
      Type: 'Notification',
      MessageId,
      TopicArn: topicArn,
      Subject: 'Hi',
      Message: 'hello',
      Timestamp: '2026-01-05T09:00:00.000Z',
      SignatureVersion: '1',
      Signature: expect.any(String),
      SigningCertUrl: expect.stringContaining('https://sns.eu-west-1.amazonaws.com/'),
      UnsubscribeUrl: expect.stringContaining(EventSubscriptionArn),
      MessageAttributes: { kind: { Type: 'String', Value: 'test' } },
    };
    const Records = [{ EventSource: 'aws:sns', EventVersion: '1.0', EventSubscriptionArn, Sns }];
    expect(invoked[0]).toEqual([functionArn, { Records }, 'event', 'pager']);
  });

  it('without a subject has null for one', async () => {
    await subscribed();
    await publish();
    await clock.advance(1000);
    expect(invoked[0]?.[1]).toMatchObject({ Records: [{ Sns: { Subject: null, MessageAttributes: {} } }] });
  });

  it('sometimes comes twice, under the same id', async () => {
    await subscribed();
    for (let number = 0; number < 100; number += 1) await publish();
    await clock.advance(1000);
    const ids = new Set(invoked.map(([, event]) => (event as SnsEvent).Records[0].Sns.MessageId));
    expect(invoked.length).toBeGreaterThan(100);
    expect(ids.size).toBe(100);
  });

  it.each<[string, () => Error]>([
    ['a throttle', () => new ServiceError('TooManyRequestsException', 'Rate exceeded', 429)],
    ['a lost connection', () => new ConnectionLost('lost')],
  ])('is delivered again after %s, for hours', async (_, error) => {
    await subscribed();
    errors = Array.from({ length: 300 }, error);
    await publish();
    await clock.advance(2 * 3_600_000);
    expect(errors).toEqual([]);
    expect(invoked).toHaveLength(1);
    await clock.advance(2 * 3_600_000);
    expect(sns.dropped()).toEqual([]);
  });

  it('is dropped, and not tried again, when the function is gone', async () => {
    await subscribed();
    errors = [new ServiceError('ResourceNotFoundException', 'Function not found', 404)];
    await publish();
    await clock.advance(3_600_000);
    expect(invoked).toEqual([]);
    expect(sns.dropped()).toMatchObject([{ topicArn, endpoint: functionArn, attempts: 1 }]);
  });

  it.each([
    ['no permission', undefined],
    ['a permission for alarms only', 'lambda.alarms.cloudwatch.amazonaws.com'],
  ])('is dropped with %s', async (_, principal) => {
    if (principal) sns.allow({ functionName: 'roll-back', principal });
    await client.send(new CreateTopicCommand({ Name: 'pager' }));
    await subscribe();
    await publish();
    await clock.advance(1000);
    expect(invoked).toEqual([]);
    expect(sns.dropped()).toMatchObject([{ reason: expect.stringContaining('AWS::Lambda::Permission') }]);
  });

  it.each<[string, Partial<PublishCommandInput>, string]>([
    ['an unknown topic', { TopicArn: `${topicArn}-2` }, 'NotFoundException'],
    ['what is no topic', { TopicArn: 'pager' }, 'InvalidParameterException'],
    ['an empty text', { Message: '' }, 'InvalidParameterException'],
    ['more than 256 KiB', { Message: 'x'.repeat(262_145) }, 'InvalidParameterException'],
    ['a subject of two lines', { Subject: 'a\nb' }, 'InvalidParameterException'],
    ['a subject of 101 characters', { Subject: 'x'.repeat(101) }, 'InvalidParameterException'],
    ['a message per protocol', { MessageStructure: 'json' }, 'NotImplemented'],
  ])('is refused: %s', async (_, input, name) => {
    await subscribed();
    await expect(publish(input)).rejects.toMatchObject({ name });
  });
});

describe('topics and subscriptions', () => {
  it('are made once, whoever makes them again', async () => {
    const first = await subscribed();
    expect(await client.send(new CreateTopicCommand({ Name: 'pager' }))).toMatchObject({ TopicArn: topicArn });
    expect(await subscribe()).toMatchObject({ SubscriptionArn: first });
    const { Subscriptions } = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn }));
    expect(Subscriptions).toEqual([
      { SubscriptionArn: first, TopicArn: topicArn, Protocol: 'lambda', Endpoint: functionArn, Owner: '123456789012' },
    ]);
  });

  it('are listed a hundred at a time', async () => {
    for (let number = 0; number < 101; number += 1) await client.send(new CreateTopicCommand({ Name: `t${number}` }));
    const first = await client.send(new ListTopicsCommand({}));
    const second = await client.send(new ListTopicsCommand({ NextToken: first.NextToken }));
    expect([first.Topics?.length, second.Topics?.length, second.NextToken]).toEqual([100, 1, undefined]);
  });

  it('hear nothing any more when they are gone', async () => {
    const SubscriptionArn = await subscribed();
    await client.send(new UnsubscribeCommand({ SubscriptionArn }));
    await publish();
    await clock.advance(1000);
    expect(invoked).toEqual([]);
    await client.send(new DeleteTopicCommand({ TopicArn: topicArn }));
    await expect(publish()).rejects.toMatchObject({ name: 'NotFoundException' });
  });

  it.each<[string, Partial<SubscribeCommandInput>, string]>([
    ['other protocols', { Protocol: 'email', Endpoint: 'me@example.com' }, 'NotImplemented'],
    ['unknown protocols', { Protocol: 'pigeon' }, 'InvalidParameterException'],
    ['what is no function', { Endpoint: 'roll-back' }, 'InvalidParameterException'],
    ['filters', { Attributes: { FilterPolicy: '{}' } }, 'NotImplemented'],
    ['unknown topics', { TopicArn: `${topicArn}-2` }, 'NotFoundException'],
  ])('are refused for %s', async (_, input, name) => {
    await subscribed();
    await expect(subscribe(input)).rejects.toMatchObject({ name });
  });

  it.each([
    ['a.b', 'InvalidParameterException'],
    ['a.fifo', 'NotImplemented'],
  ])('cannot be called %s', async (Name, name) => {
    await expect(client.send(new CreateTopicCommand({ Name }))).rejects.toMatchObject({ name });
  });
});
