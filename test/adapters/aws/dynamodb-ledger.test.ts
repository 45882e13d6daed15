import { PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { dynamodbLedger } from '../../../src/adapters/aws/dynamodb-ledger.ts';
import type { Status } from '../../../src/contracts/release.ts';
import type { Ledger } from '../../../src/ports/ledger.ts';
import { recordWith } from '../../support/release-facts.ts';
import { openTable, tableName } from './table.ts';

let table: Awaited<ReturnType<typeof openTable>>;
let ledger: Ledger;
beforeEach(async () => {
  table = await openTable();
  ledger = dynamodbLedger(table.client, tableName);
});
afterEach(() => table.close());

const conclusion = { outcome: 'released', because: 'all went well', at: '2026-11-23T11:00:00.000Z' } as const;

/** Puts release 7 into a status, by the legal ways. */
const inStatus = async (status: Status): Promise<void> => {
  await ledger.admit(recordWith());
  if (status === 'active') return;
  if (status === 'aborting') await ledger.abort('orders', { because: 'an alarm fired' });
  else
    await ledger.move('orders', {
      epoch: 7,
      from: ['active'],
      to: status,
      ...(status === 'free' ? { conclusion } : {}),
    });
};

describe('reading', () => {
  it('answers nothing for a service that never had a release', async () => {
    expect(await ledger.read('orders')).toBeUndefined();
  });

  it('gives back the whole record as it was admitted', async () => {
    await ledger.admit(recordWith());
    expect(await ledger.read('orders')).toEqual(recordWith());
  });

  it.each([
    ['release', { S: '{"strategy":"hope"}' }, /release\.strategy/],
    ['status', { S: 'confused' }, /status/],
    ['release', { S: '{' }, /release/],
    ['conclusion', { S: '{' }, /conclusion/],
  ])('refuses a record whose %s is unreadable, and says which', async (attribute, value, sentence) => {
    await ledger.admit(recordWith());
    await table.client.send(
      new UpdateItemCommand({
        ...{ TableName: tableName, Key: { pk: { S: 'service#orders' }, sk: { S: 'record' } } },
        ...{ UpdateExpression: 'SET #a = :v', ExpressionAttributeNames: { '#a': attribute } },
        ExpressionAttributeValues: { ':v': value },
      }),
    );
    const failure = ledger.read('orders');
    await expect(failure).rejects.toMatchObject({ name: 'RecordInvalid' });
    await expect(failure).rejects.toThrow(sentence);
  });

  it('fails as CallFailed, in words of AWS, when there is no such table', async () => {
    const failure = dynamodbLedger(table.client, 'no-such-table').read('orders');
    await expect(failure).rejects.toMatchObject({
      name: 'CallFailed',
      message: expect.stringContaining('ResourceNotFoundException'),
    });
  });
});

describe('admitting', () => {
  it('takes the lock in one call', async () => {
    expect(await ledger.admit(recordWith())).toEqual(recordWith());
    expect(table.operations()).toEqual(['PutItem']);
  });

  it('answers the stored record to the same holder, whose first answer was lost', async () => {
    await ledger.admit(recordWith());
    await ledger.abort('orders', { because: 'an alarm fired' });
    expect(await ledger.admit(recordWith())).toMatchObject({ status: 'aborting', abortedBecause: 'an alarm fired' });
  });

  it('refuses another holder', async () => {
    await ledger.admit(recordWith());
    expect(await ledger.admit(recordWith({ holder: 'somebody-else' }))).toBeUndefined();
  });

  it('gives the lock to one of many that ask at once', async () => {
    const holders = ['a', 'b', 'c', 'd', 'e'];
    const answers = await Promise.all(holders.map((holder) => ledger.admit(recordWith({ holder }))));
    expect(answers.filter((answer) => answer !== undefined)).toHaveLength(1);
  });

  it('follows a freed release by the next epoch only', async () => {
    await inStatus('free');
    expect(await ledger.admit(recordWith({ epoch: 9 }))).toBeUndefined();
    expect(await ledger.admit(recordWith({ epoch: 7 }))).toBeUndefined();
    expect(await ledger.admit(recordWith({ epoch: 8 }))).toEqual(recordWith({ epoch: 8 }));
  });

  it('leaves nothing of the former release behind', async () => {
    await inStatus('aborting');
    await ledger.move('orders', { epoch: 7, from: ['aborting'], to: 'free', conclusion });
    await ledger.admit(recordWith({ epoch: 8 }));
    expect(await ledger.read('orders')).toEqual(recordWith({ epoch: 8 }));
  });

  it.each<Status>(['active', 'aborting', 'settling', 'retiring', 'quarantined'])('refuses while %s', async (status) => {
    await inStatus(status);
    expect(await ledger.admit(recordWith({ epoch: 8, holder: 'next' }))).toBeUndefined();
  });
});

describe('aborting', () => {
  it('marks the release in one call and answers it whole', async () => {
    await inStatus('active');
    const before = table.operations().length;
    expect(await ledger.abort('orders', { because: 'orders-5xx fired' })).toEqual(
      recordWith({ status: 'aborting', abortedBecause: 'orders-5xx fired', blame: 'version' }),
    );
    expect(table.operations().slice(before)).toEqual(['UpdateItem']);
  });

  it('keeps the first cause, however often it is repeated', async () => {
    await inStatus('active');
    await ledger.abort('orders', { because: 'first' });
    expect(await ledger.abort('orders', { because: 'second' })).toMatchObject({ abortedBecause: 'first' });
  });

  it.each<Status>(['free', 'settling', 'retiring', 'quarantined'])('does nothing while %s', async (status) => {
    await inStatus(status);
    expect(await ledger.abort('orders', { because: 'late' })).toBeUndefined();
    expect(await ledger.read('orders')).toMatchObject({ status });
  });

  it('does nothing for a service without a record, and makes none', async () => {
    expect(await ledger.abort('orders', { because: 'an alarm fired' })).toBeUndefined();
    expect(await ledger.read('orders')).toBeUndefined();
  });

  it('touches no release of another epoch', async () => {
    await inStatus('active');
    expect(await ledger.abort('orders', { because: 'stale', epoch: 6 })).toBeUndefined();
    expect(await ledger.abort('orders', { because: 'mine', epoch: 7 })).toMatchObject({ status: 'aborting' });
  });

  it.each([
    ['fired after admission', 'orders-5xx', '2026-11-23T10:00:00.001+0000', true],
    ['fired after admission, told in another time zone', 'orders-5xx', '2026-11-23T12:00:00.500+0200', true],
    ['fired after admission, told in whole seconds', 'orders-5xx', '2026-11-23T10:00:01Z', true],
    ['fired at the moment of admission', 'orders-5xx', '2026-11-23T10:00:00.000+0000', false],
    ['fired before admission, told in another time zone', 'orders-5xx', '2026-11-23T11:30:00.000+0200', false],
    ['does not guard this release', 'somebody-elses', '2026-11-23T10:05:00.000+0000', false],
    ['has a name that a guard begins with', 'orders', '2026-11-23T10:05:00.000+0000', false],
  ])('by an alarm that %s', async (_what, name, firedAt, aborts) => {
    await inStatus('active');
    const answer = await ledger.abort('orders', { because: 'fired', alarm: { name, firedAt } });
    expect(answer?.status).toBe(aborts ? 'aborting' : undefined);
  });
});

describe('moving', () => {
  const retire = { epoch: 7, from: ['active'], to: 'retiring' } as const;
  const free = { epoch: 7, from: ['retiring'], to: 'free', conclusion } as const;

  it('moves when epoch and status allow', async () => {
    await inStatus('active');
    expect(await ledger.move('orders', retire)).toMatchObject({ status: 'retiring' });
    expect(await ledger.move('orders', free)).toEqual(recordWith({ status: 'free', conclusion }));
  });

  it('succeeds again when its answer was lost', async () => {
    await inStatus('active');
    await ledger.move('orders', retire);
    expect(await ledger.move('orders', retire)).toMatchObject({ status: 'retiring' });
    await ledger.move('orders', free);
    expect(await ledger.move('orders', free)).toMatchObject({ status: 'free', conclusion });
  });

  it('never rewrites how a release ended', async () => {
    await inStatus('retiring');
    await ledger.move('orders', free);
    const other = { ...conclusion, outcome: 'rolledBack' } as const;
    expect(await ledger.move('orders', { ...free, conclusion: other })).toBeUndefined();
    expect(await ledger.read('orders')).toMatchObject({ conclusion });
  });

  it('loses to an abort that came first', async () => {
    await inStatus('aborting');
    expect(await ledger.move('orders', retire)).toBeUndefined();
    expect(await ledger.read('orders')).toMatchObject({ status: 'aborting' });
  });

  it('does nothing to another epoch, nor without a record', async () => {
    expect(await ledger.move('orders', retire)).toBeUndefined();
    await inStatus('active');
    expect(await ledger.move('orders', { ...retire, epoch: 8 })).toBeUndefined();
    expect(await ledger.move('orders', { ...retire, epoch: 6 })).toBeUndefined();
  });
});

it('shares its table with other items', async () => {
  const item = { pk: { S: 'service#orders' }, sk: { S: 'policy' }, text: { S: 'service: orders' } };
  await table.client.send(new PutItemCommand({ TableName: tableName, Item: item }));
  expect(await ledger.read('orders')).toBeUndefined();
  expect(await ledger.admit(recordWith())).toEqual(recordWith());
});
