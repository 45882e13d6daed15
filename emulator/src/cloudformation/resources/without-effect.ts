import type { Place } from '../../ports.ts';
import type { ResourceType } from '../resource-type.ts';

/** What packaging tools put in a template for their own sake: it gets a name and an ARN, and nothing happens. */
export function typesWithoutEffect({ accountId, region }: Place): Record<string, ResourceType> {
  return {
    'AWS::S3::Bucket': named('BucketName', (name) => `arn:aws:s3:::${name}`),
    'AWS::S3::BucketPolicy': named('Bucket', (name) => name),
    'AWS::Logs::LogGroup': named('LogGroupName', (name) => `arn:aws:logs:${region}:${accountId}:log-group:${name}:*`),
  };
}

function named(nameProperty: string, arnOf: (name: string) => string): ResourceType {
  return {
    properties: [nameProperty],
    ignored: 'others',
    create({ properties, generatedName }) {
      const name = properties.optionalString(nameProperty) ?? generatedName();
      return { ref: name, attributes: { Arn: arnOf(name) } };
    },
  };
}
