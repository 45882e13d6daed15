import { type DynamoDBClient, PutItemCommand, paginateQuery } from '@aws-sdk/client-dynamodb';
import type { ReleaseRecord } from '../../contracts/release.ts';
import type { History } from '../../ports/history.ts';
import { calling } from './call-failed.ts';
import { historyKey } from './dynamodb-keys.ts';
import { fromItem, toItem } from './dynamodb-record-item.ts';

/** Concluded releases: one item each, sorted by epoch. */
export const dynamodbHistory = (client: DynamoDBClient, table: string): History => {
  const query = async (service: string, limit: number): Promise<readonly ReleaseRecord[]> => {
    const found: ReleaseRecord[] = [];
    const request = {
      ...{ TableName: table, Limit: limit, ScanIndexForward: false, ConsistentRead: true },
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': historyKey(service, 0).pk },
    };
    for await (const { Items = [] } of paginateQuery({ client }, request)) {
      found.push(...Items.map(fromItem));
      if (found.length >= limit) break;
    }
    return found.slice(0, limit);
  };

  return {
    write: async (record) => {
      const Item = { ...historyKey(record.service, record.epoch), ...toItem(record) };
      await calling('PutItem', () => client.send(new PutItemCommand({ TableName: table, Item })));
    },
    list: (service, limit) => calling('Query', () => query(service, limit)),
  };
};
