import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { Guards } from '../../ports/policies.ts';
import { calling } from './call-failed.ts';
import { alarmKey } from './dynamodb-keys.ts';

/** Which services an alarm guards, from the entry that registering a policy keeps. */
export const dynamodbGuards = (client: DynamoDBClient, table: string): Guards => ({
  servicesOf: async (alarm) => {
    const request = new GetItemCommand({ TableName: table, Key: alarmKey(alarm), ConsistentRead: true });
    const { Item } = await calling('GetItem', () => client.send(request));
    return Item?.services?.SS ?? [];
  },
});
