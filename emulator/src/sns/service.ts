import * as sdk from '@aws-sdk/client-sns';
import type { AlarmNotification } from '../cloudwatch/notification.ts';
import { type LambdaPermission, LambdaPermissions } from '../eventbridge/permissions.ts';
import { uuidFrom } from '../identifiers.ts';
import type { Functions, Place } from '../ports.ts';
import type { AwsService } from '../service.ts';
import { type DroppedMessage, SnsDeliveries } from './deliveries.ts';
import type { Message } from './message.ts';
import { operationsOf } from './operations.ts';
import { Topics } from './topics.ts';

export interface Sns {
  readonly service: AwsService;
  /** Publishes an alarm's notification; throws `NotFoundException` when there is no such topic. */
  notify(topicArn: string, notification: AlarmNotification): void;
  /** Lets topics invoke a function; without it, their messages for that function are dropped. */
  allow(permission: LambdaPermission): void;
  /** What could not be delivered, with the reason, oldest first. */
  dropped(): readonly DroppedMessage[];
  close(): void;
}

/** Standard topics whose subscribers are functions. */
export function createSns(place: Place, functions: Functions): Sns {
  const topics = new Topics(place);
  const permissions = new LambdaPermissions();
  const deliveries = new SnsDeliveries(place, functions, permissions);
  const publish = (topicArn: string, message: Message) => {
    const published = { ...message, messageId: uuidFrom(place.random), at: place.clock.now() };
    for (const subscription of topics.subscriptionsOf(topicArn)) deliveries.deliver(subscription, published);
    return published.messageId;
  };
  return {
    service: { signingName: 'sns', sdk, operations: operationsOf(topics, place.accountId, publish) },
    notify: (topicArn, notification) => void publish(topicArn, { ...notification, attributes: {} }),
    allow: (permission) => permissions.allow(permission),
    dropped: () => deliveries.dropped,
    close: () => deliveries.close(),
  };
}
