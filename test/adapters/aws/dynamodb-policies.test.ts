import { GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { dynamodbDatabases } from '../../../src/adapters/aws/dynamodb-databases.ts';
import { dynamodbGuards } from '../../../src/adapters/aws/dynamodb-guards.ts';
import { dynamodbHistory } from '../../../src/adapters/aws/dynamodb-history.ts';
import { dynamodbPolicies } from '../../../src/adapters/aws/dynamodb-policies.ts';
import { policyInput, policyWith, recordWith } from '../../support/release-facts.ts';
import { openTable, tableName } from './table.ts';

let table: Awaited<ReturnType<typeof openTable>>;
beforeEach(async () => {
  table = await openTable();
});
afterEach(() => table.close());

const policies = () => dynamodbPolicies(table.client, tableName);
const guards = () => dynamodbGuards(table.client, tableName);

const watching = (...alarms: string[]) => ({ health: { alarms } });
const register = (changes: object = {}) =>
  policies().put(policyWith(changes), `# ours\n${stringify({ ...policyInput, ...changes })}`);

describe('a registered policy', () => {
  it('is what the file said, with units and defaults', async () => {
    const changes = { smoke: [{ path: '/health' }], readiness: { within: '45s' } };
    await register(changes);
    expect(await policies().of('orders')).toEqual(policyWith(changes));
    expect(await policies().of('orders')).toMatchObject({ readiness: { within: 45 } });
  });

  it('knows when it was applied last, and older ones do not', async () => {
    const [first, later] = ['2026-11-23T10:00:00.000Z', '2026-11-23T11:00:00.000Z'];
    for (const at of [first, later])
      await dynamodbPolicies(table.client, tableName, () => at).put(policyWith(), stringify(policyInput));
    expect(await policies().registered('orders')).toEqual({ policy: policyWith(), appliedAt: later });
    await table.client.send(
      new UpdateItemCommand({
        ...{ TableName: tableName, Key: { pk: { S: 'service#orders' }, sk: { S: 'policy' } } },
        UpdateExpression: 'REMOVE appliedAt',
      }),
    );
    expect(await policies().registered('orders')).toMatchObject({ appliedAt: null });
  });

  it('adds its service to the list of all services', async () => {
    expect(await policies().services()).toEqual([]);
    await register();
    await register({ service: 'billing' });
    await register();
    expect(await policies().services()).toEqual(['billing', 'orders']);
  });

  it('keeps its file verbatim', async () => {
    await register();
    const Key = { pk: { S: 'service#orders' }, sk: { S: 'policy' } };
    const { Item } = await table.client.send(new GetItemCommand({ TableName: tableName, Key }));
    expect(Item?.text?.S).toBe(`# ours\n${stringify(policyInput)}`);
  });

  it('does not exist before', async () => expect(await policies().of('orders')).toBeUndefined());

  it('that no longer parses is refused, and says which and why', async () => {
    await register();
    await table.client.send(
      new UpdateItemCommand({
        ...{ TableName: tableName, Key: { pk: { S: 'service#orders' }, sk: { S: 'policy' } } },
        ...{ UpdateExpression: 'SET #p = :v', ExpressionAttributeNames: { '#p': 'policy' } },
        ExpressionAttributeValues: { ':v': { S: JSON.stringify({ ...policyInput, cluster: 'not a cluster' }) } },
      }),
    );
    const failure = policies().of('orders');
    await expect(failure).rejects.toMatchObject({ name: 'PolicyInvalid' });
    await expect(failure).rejects.toThrow(/policy of orders no longer parses: cluster: /);
  });

  it('is found by its repository', async () => {
    await register();
    await register({ service: 'billing' });
    const found = await policies().ofRepository('shop/orders');
    expect(found.map(({ service }) => service)).toEqual(['billing', 'orders']);
    expect(await policies().ofRepository('shop/other')).toEqual([]);
  });

  it('is no longer found by a repository that it has left', async () => {
    await register();
    await register({ image: { repository: 'shop/orders-2' } });
    expect(await policies().ofRepository('shop/orders')).toEqual([]);
    expect(await policies().ofRepository('shop/orders-2')).toHaveLength(1);
  });
});

describe('a database', () => {
  const databases = () => dynamodbDatabases(table.client, tableName);
  const migrating = (database: string) => ({
    migrations: { database, image: 'tools/migrator:1.0.0', namespace: 'orders-data', secret: 'orders-database' },
  });

  it('is known once, whoever names it, and stays known when its policy leaves it: it may be locked', async () => {
    expect(await databases().all()).toEqual([]);
    await register(migrating('shop'));
    await register({ service: 'billing', ...migrating('shop') });
    await register(migrating('archive'));
    await register();
    expect(await databases().all()).toEqual(['archive', 'shop']);
  });

  it('is known before its policy is in force', async () => {
    await register(migrating('shop'));
    expect(table.operations().at(-1)).toBe('PutItem');
  });
});

describe('an alarm', () => {
  it('knows all services that it guards', async () => {
    await register(watching('shared', 'orders-5xx'));
    await register({ service: 'billing', ...watching('shared') });
    expect((await guards().servicesOf('shared')).toSorted()).toEqual(['billing', 'orders']);
    expect(await guards().servicesOf('orders-5xx')).toEqual(['orders']);
    expect(await guards().servicesOf('unknown')).toEqual([]);
  });

  it('forgets a service whose policy dropped it, and no other', async () => {
    await register(watching('shared', 'orders-5xx'));
    await register({ service: 'billing', ...watching('shared') });
    await register(watching('orders-5xx'));
    expect(await guards().servicesOf('shared')).toEqual(['billing']);
    expect(await guards().servicesOf('orders-5xx')).toEqual(['orders']);
  });

  it('is not doubled by registering again', async () => {
    await register();
    await register();
    expect(await guards().servicesOf('orders-5xx')).toEqual(['orders']);
  });

  it('is known before its policy is in force', async () => {
    await register();
    const operations = table.operations();
    expect(operations.indexOf('PutItem')).toBeGreaterThan(operations.lastIndexOf('UpdateItem'));
  });
});

describe('history', () => {
  const history = () => dynamodbHistory(table.client, tableName);

  it('lists the newest first, across digits, up to the limit', async () => {
    for (const epoch of [9, 10, 100, 11]) await history().write(recordWith({ epoch }));
    await history().write(recordWith({ service: 'billing', epoch: 500 }));
    const epochs = async (limit: number) => (await history().list('orders', limit)).map(({ epoch }) => epoch);
    expect(await epochs(10)).toEqual([100, 11, 10, 9]);
    expect(await epochs(2)).toEqual([100, 11]);
    expect(await history().list('unknown', 5)).toEqual([]);
  });

  it('has one entry per release, however often it is written', async () => {
    const conclusion = { outcome: 'released', because: 'done', at: '2026-11-23T11:00:00.000Z' } as const;
    await history().write(recordWith());
    await history().write(recordWith({ status: 'free', conclusion }));
    expect(await history().list('orders', 10)).toEqual([recordWith({ status: 'free', conclusion })]);
  });
});

it('never scans', async () => {
  await register();
  await policies().ofRepository('shop/orders');
  await guards().servicesOf('orders-5xx');
  expect(table.operations()).not.toContain('Scan');
});
