import type { DynamoDb, TableProperties } from '../../dynamodb/service.ts';
import type { Place } from '../../ports.ts';
import type { ResourceType } from '../resource-type.ts';

const modelled = [
  'TableName',
  'AttributeDefinitions',
  'KeySchema',
  'BillingMode',
  'ProvisionedThroughput',
  'GlobalSecondaryIndexes',
  'LocalSecondaryIndexes',
];

/** AWS::DynamoDB::Table. Items do not expire, whatever TimeToLiveSpecification says. */
export function dynamoDbTypes(place: Place, tables: Pick<DynamoDb, 'createTable'>): Record<string, ResourceType> {
  return {
    'AWS::DynamoDB::Table': {
      properties: modelled,
      ignored: [
        'DeletionProtectionEnabled',
        'PointInTimeRecoverySpecification',
        'SSESpecification',
        'Tags',
        'TimeToLiveSpecification',
      ],
      async create({ properties, generatedName }) {
        const TableName = properties.optionalString('TableName') ?? generatedName();
        await tables.createTable({ ...properties.request<TableProperties>(modelled), TableName });
        return {
          ref: TableName,
          attributes: { Arn: `arn:aws:dynamodb:${place.region}:${place.accountId}:table/${TableName}` },
        };
      },
    },
  };
}
