import { type DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb';
import { calling } from './call-failed.ts';
import type { Item } from './dynamodb-json.ts';
import type { Key } from './dynamodb-keys.ts';

/** The last `limit` items of a partition by their sort keys, the highest first. */
export const newest = (
  client: DynamoDBClient,
  table: string,
  { pk }: Pick<Key, 'pk'>,
  limit: number,
): Promise<readonly Item[]> =>
  calling('Query', async () => {
    const found: Item[] = [];
    const request = {
      ...{ TableName: table, Limit: limit, ScanIndexForward: false, ConsistentRead: true },
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
    };
    for await (const { Items = [] } of paginateQuery({ client }, request)) {
      found.push(...Items);
      if (found.length >= limit) break;
    }
    return found.slice(0, limit);
  });
