import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { History } from '../../ports/history.ts';
import { calling } from './call-failed.ts';
import { historyKey } from './dynamodb-keys.ts';
import { newest } from './dynamodb-newest.ts';
import { fromItem, toItem } from './dynamodb-record-item.ts';

/** Concluded releases: one item each, sorted by epoch. */
export const dynamodbHistory = (client: DynamoDBClient, table: string): History => ({
  write: async (record) => {
    const Item = { ...historyKey(record.service, record.epoch), ...toItem(record) };
    await calling('PutItem', () => client.send(new PutItemCommand({ TableName: table, Item })));
  },
  list: async (service, limit) => (await newest(client, table, historyKey(service, 0), limit)).map(fromItem),
});
