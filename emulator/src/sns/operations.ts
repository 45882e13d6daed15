import type {
  CreateTopicInput,
  DeleteTopicInput,
  ListSubscriptionsByTopicInput,
  ListTopicsInput,
  PublishInput,
  SubscribeInput,
  UnsubscribeInput,
} from '@aws-sdk/client-sns';
import { pageOf } from '../page.ts';
import type { AwsService } from '../service.ts';
import { invalidParameter, notEmulated } from './faults.ts';
import { type Message, readMessage } from './message.ts';
import type { Subscription, Topics } from './topics.ts';

const PAGE_SIZE = 100;

/** The operations of SNS that exist here, by name. `publish` answers the id of the message. */
export function operationsOf(
  topics: Topics,
  owner: string,
  publish: (topicArn: string, message: Message) => string,
): AwsService['operations'] {
  return {
    CreateTopic: (input: CreateTopicInput) => createTopic(topics, input),
    DeleteTopic: ({ TopicArn = '' }: DeleteTopicInput) => topics.remove(TopicArn),
    ListTopics: ({ NextToken }: ListTopicsInput) => {
      const { items, nextToken } = paged(topics.arns(), NextToken);
      return { Topics: items.map((TopicArn) => ({ TopicArn })), NextToken: nextToken };
    },
    Subscribe: (input: SubscribeInput) => subscribe(topics, input),
    Unsubscribe: ({ SubscriptionArn = '' }: UnsubscribeInput) => topics.unsubscribe(SubscriptionArn),
    ListSubscriptionsByTopic: ({ TopicArn = '', NextToken }: ListSubscriptionsByTopicInput) => {
      const { items, nextToken } = paged(topics.subscriptionsOf(TopicArn), NextToken);
      return { Subscriptions: items.map((item) => shown(item, owner)), NextToken: nextToken };
    },
    Publish: (input: PublishInput) => {
      const topicArn = input.TopicArn ?? input.TargetArn;
      if (topicArn === undefined) throw invalidParameter('TopicArn', 'no value for required parameter');
      return { MessageId: publish(topicArn, readMessage(input)) };
    },
  };
}

function createTopic(topics: Topics, { Name = '', Attributes = {} }: CreateTopicInput) {
  const unknown = Object.keys(Attributes).find((name) => name !== 'DisplayName');
  if (unknown !== undefined) throw notEmulated(`topic attribute ${unknown}`);
  return { TopicArn: topics.create(Name) };
}

function subscribe(topics: Topics, { TopicArn = '', Protocol = '', Endpoint = '', Attributes = {} }: SubscribeInput) {
  const [attribute] = Object.keys(Attributes);
  if (attribute !== undefined) throw notEmulated(`subscription attribute ${attribute}`);
  return { SubscriptionArn: topics.subscribe(TopicArn, Protocol, Endpoint).arn };
}

function shown({ arn, topicArn, endpoint }: Subscription, owner: string) {
  return { SubscriptionArn: arn, TopicArn: topicArn, Protocol: 'lambda', Endpoint: endpoint, Owner: owner };
}

function paged<Item>(items: readonly Item[], token: string | undefined) {
  const page = pageOf(items, PAGE_SIZE, token);
  if (!page) throw invalidParameter('NextToken', 'it is not a token of this list');
  return page;
}
