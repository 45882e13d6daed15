import type { Message } from './message.ts';
import type { Subscription } from './topics.ts';

/** A message on its way; SNS gives all of its deliveries the same id. */
export interface Published extends Message {
  readonly messageId: string;
  /** Emulated epoch milliseconds. */
  readonly at: number;
}

/** What a subscribed function is invoked with. https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html */
export function notificationEvent({ arn, topicArn }: Subscription, published: Published): object {
  const region = topicArn.split(':')[3];
  const host = `https://sns.${region}.amazonaws.com`;
  const Sns = {
    Type: 'Notification',
    MessageId: published.messageId,
    TopicArn: topicArn,
    Subject: published.subject ?? null,
    Message: published.message,
    Timestamp: new Date(published.at).toISOString(),
    SignatureVersion: '1',
    Signature: 'EMULATED',
    SigningCertUrl: `${host}/SimpleNotificationService-emulated.pem`,
    UnsubscribeUrl: `${host}/?Action=Unsubscribe&SubscriptionArn=${arn}`,
    MessageAttributes: published.attributes,
  };
  return { Records: [{ EventSource: 'aws:sns', EventVersion: '1.0', EventSubscriptionArn: arn, Sns }] };
}
