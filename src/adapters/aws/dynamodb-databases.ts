import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { Databases } from '../../ports/databases.ts';
import { calling } from './call-failed.ts';
import { databasesKey } from './dynamodb-keys.ts';

/** The list that registering a policy adds its database to. */
export const dynamodbDatabases = (client: DynamoDBClient, table: string): Databases => ({
  all: async () => {
    const request = new GetItemCommand({ TableName: table, Key: databasesKey, ConsistentRead: true });
    const { Item } = await calling('GetItem', () => client.send(request));
    return (Item?.['databases']?.SS ?? []).toSorted();
  },
});
