import {
  ConditionalCheckFailedException,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ResourceNotFoundException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createDynamoDb, type DynamoDb } from '../../src/dynamodb/service.ts';
import { manualClock } from '../support/manual-clock.ts';
import { type Served, serve } from '../support/serve.ts';

const TableName = 'ledger';
const table = {
  TableName,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'service', AttributeType: 'S' },
    { AttributeName: 'status', AttributeType: 'S' },
  ],
  KeySchema: [{ AttributeName: 'service', KeyType: 'HASH' }],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-status',
      KeySchema: [{ AttributeName: 'status', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
  TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
};

let dynamoDb: DynamoDb;
let served: Served;
let client: DynamoDBClient;

beforeEach(async () => {
  dynamoDb = createDynamoDb();
  served = await serve(manualClock(), dynamoDb.service);
  client = new DynamoDBClient(served.config);
  await dynamoDb.createTable(table);
});

afterEach(async () => {
  client.destroy();
  await served.close();
});

function lock(epoch: number, expected: number) {
  return new UpdateItemCommand({
    TableName,
    Key: { service: { S: 'orders' } },
    UpdateExpression: 'SET epoch = :epoch, #status = :status',
    ConditionExpression: 'attribute_not_exists(epoch) OR epoch = :expected',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: {
      ':epoch': { N: `${epoch}` },
      ':expected': { N: `${expected}` },
      ':status': { S: 'active' },
    },
    ReturnValues: 'ALL_NEW',
  });
}

describe('DynamoDB over the wire', () => {
  it('has the table of the template, active as soon as it is created', async () => {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    expect(Table).toMatchObject({ TableStatus: 'ACTIVE', BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' } });
    expect(Table?.GlobalSecondaryIndexes).toMatchObject([{ IndexName: 'by-status', IndexStatus: 'ACTIVE' }]);
  });

  it('updates under a condition, answers all that is new, and lets one of two racers win', async () => {
    const { Attributes } = await client.send(lock(1, 0));
    expect(Attributes).toEqual({ service: { S: 'orders' }, epoch: { N: '1' }, status: { S: 'active' } });
    const race = await Promise.allSettled([client.send(lock(2, 1)), client.send(lock(3, 1))]);
    expect(race.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    await expect(client.send(lock(9, 7))).rejects.toBeInstanceOf(ConditionalCheckFailedException);
  });

  it('reads back items and queries an index', async () => {
    const Item = {
      service: { S: 'orders' },
      status: { S: 'aborting' },
      undo: { L: [{ M: { kind: { S: 'weights' } } }] },
    };
    await client.send(new PutItemCommand({ TableName, Item }));
    const got = await client.send(
      new GetItemCommand({ TableName, Key: { service: { S: 'orders' } }, ConsistentRead: true }),
    );
    expect(got.Item).toEqual(Item);
    const found = await client.send(
      new QueryCommand({
        TableName,
        IndexName: 'by-status',
        KeyConditionExpression: '#s = :s',
        ExpressionAttributeNames: { '#s': 'status' },
        ExpressionAttributeValues: { ':s': { S: 'aborting' } },
      }),
    );
    expect(found.Items).toEqual([Item]);
  });

  it('records each call with its caller and input', async () => {
    await client.send(new GetItemCommand({ TableName, Key: { service: { S: 'orders' } } }));
    expect(served.recorder.calls({ service: 'dynamodb' })).toMatchObject([
      { caller: 'operator', operation: 'GetItem', input: { TableName, Key: { service: { S: 'orders' } } } },
    ]);
  });

  it('answers with the errors that clients know', async () => {
    const elsewhere = new GetItemCommand({ TableName: 'none', Key: { service: { S: 'orders' } } });
    await expect(client.send(elsewhere)).rejects.toBeInstanceOf(ResourceNotFoundException);
    const wrongKey = new GetItemCommand({ TableName, Key: { id: { S: 'orders' } } });
    await expect(client.send(wrongKey)).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('says that it has no transactions', async () => {
    const Put = { TableName, Item: { service: { S: 'orders' } } };
    const transaction = new TransactWriteItemsCommand({ TransactItems: [{ Put }] });
    await expect(client.send(transaction)).rejects.toMatchObject({ name: 'NotImplemented' });
  });

  it('names what is wrong with a table', async () => {
    const bad = dynamoDb.createTable({ ...table, TableName: 'bad', KeySchema: [] });
    await expect(bad).rejects.toThrow('DynamoDB refuses CreateTable');
  });
});
