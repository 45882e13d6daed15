import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { emptyTable } from '../adapters/aws/table.ts';
import { type CloudUnderTest, unique } from './clouds.ts';

/** An empty table with the keys of `infra/ledger.yml`. */
export const openTable = async (cloud: CloudUnderTest) => {
  const client = cloud.client(DynamoDBClient);
  const table = unique('tidegate-contract');
  await client.send(new CreateTableCommand({ ...emptyTable, TableName: table }));
  await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 1 }, { TableName: table });
  return { client, table };
};
