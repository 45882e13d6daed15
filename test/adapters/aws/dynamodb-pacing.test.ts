import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { dynamodbPacing } from '../../../src/adapters/aws/dynamodb-pacing.ts';
import { forwardBurst } from '../../../src/domain/pacing.ts';
import { openTable, tableName } from './table.ts';

const now = '2026-11-23T10:00:00.000Z';
const Key = { pk: { S: 'pacing' }, sk: { S: 'forward-writes' } };
let table: Awaited<ReturnType<typeof openTable>>;
beforeEach(async () => {
  table = await openTable();
});
afterEach(() => table.close());
const pacing = () => dynamodbPacing(table.client, tableName);

describe('the budget in the ledger table', () => {
  it('is used up after its burst, and says how long to wait', async () => {
    for (let n = 0; n < forwardBurst; n += 1) expect(await pacing().take(now)).toBe(0);
    expect(await pacing().take(now)).toBe(1);
    expect(await pacing().take('2026-11-23T10:00:01.000Z')).toBe(0);
  });

  it('is one for all who draw at the same time: no token is given twice', async () => {
    const waits = await Promise.all(Array.from({ length: 2 * forwardBurst }, () => pacing().take(now)));
    const taken = waits.filter((seconds) => seconds === 0).length;
    const { Item } = await table.client.send(new GetItemCommand({ TableName: tableName, Key }));
    expect(JSON.parse(Item?.allowance?.S ?? '')).toEqual({ tokens: forwardBurst - taken, at: now });
    expect(taken).toBeGreaterThan(0);
  });

  it.each([
    ['no JSON', { S: '{' }],
    ['no bucket', { S: '{"tokens":"many"}' }],
    ['of another type', { N: '3' }],
  ])('starts afresh over an item that is %s', async (_, allowance) => {
    await table.client.send(new PutItemCommand({ TableName: tableName, Item: { ...Key, allowance } }));
    expect(await pacing().take(now)).toBe(0);
    const { Item } = await table.client.send(new GetItemCommand({ TableName: tableName, Key }));
    expect(Item?.allowance?.S).toBe(JSON.stringify({ tokens: forwardBurst - 1, at: now }));
  });

  it('costs one read and one write', async () => {
    await pacing().take(now);
    expect(table.operations()).toEqual(['GetItem', 'UpdateItem']);
  });
});
