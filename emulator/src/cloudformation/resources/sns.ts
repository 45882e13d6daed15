import * as sdk from '@aws-sdk/client-sns';
import type { ClientConfig } from '../../client-config.ts';
import type { ResourceType } from '../resource-type.ts';

/** AWS::SNS::Topic with its own list of subscriptions, and AWS::SNS::Subscription, by CreateTopic and Subscribe. */
export function snsTypes(config: ClientConfig): Record<string, ResourceType> {
  const client = new sdk.SNSClient(config);
  const subscribe = (subscription: sdk.SubscribeCommandInput) =>
    client.send(new sdk.SubscribeCommand({ ...subscription, ReturnSubscriptionArn: true }));
  return {
    'AWS::SNS::Topic': {
      properties: ['DisplayName', 'Subscription', 'TopicName'],
      ignored: ['KmsMasterKeyId', 'Tags'],
      async create({ properties, generatedName }) {
        const Name = properties.optionalString('TopicName') ?? generatedName();
        const { TopicArn = '' } = await client.send(new sdk.CreateTopicCommand({ Name }));
        for (const { Endpoint, Protocol } of properties.objects('Subscription')) {
          await subscribe({ TopicArn, Protocol: String(Protocol), Endpoint: String(Endpoint) });
        }
        return { ref: TopicArn, attributes: { TopicArn, TopicName: Name } };
      },
    },
    'AWS::SNS::Subscription': {
      properties: ['Endpoint', 'Protocol', 'TopicArn'],
      ignored: ['Region'],
      async create({ properties }) {
        const { SubscriptionArn = '' } = await subscribe({
          TopicArn: properties.string('TopicArn'),
          Protocol: properties.string('Protocol'),
          Endpoint: properties.string('Endpoint'),
        });
        return { ref: SubscriptionArn, attributes: { Arn: SubscriptionArn } };
      },
    },
  };
}
