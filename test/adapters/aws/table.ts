import { type CreateTableInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createDynamoDb } from '../../../emulator/src/dynamodb/service.ts';
import { testPlace } from '../../../emulator/test/support/place.ts';
import { serve } from '../../../emulator/test/support/serve.ts';

export const tableName = 'tidegate-test-ledger';

/** An empty table with the keys of `infra/ledger.yml`. */
export const emptyTable = {
  TableName: tableName,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
} satisfies CreateTableInput;

/** That table over the wire. */
export const openTable = async () => {
  const dynamoDb = createDynamoDb();
  await dynamoDb.createTable(emptyTable);
  const served = await serve(testPlace().clock, dynamoDb.service);
  const client = new DynamoDBClient(served.config);
  return {
    client,
    operations: () => served.recorder.calls().map(({ operation }) => operation),
    close: async () => {
      client.destroy();
      await served.close();
    },
  };
};
