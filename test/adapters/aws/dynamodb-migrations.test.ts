import { DeleteItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { dynamodbMigrations } from '../../../src/adapters/aws/dynamodb-migrations.ts';
import type { MigrationLedger } from '../../../src/ports/migration-ledger.ts';
import { migrationWith, migrationRef as ref } from '../../support/migration-facts.ts';
import { openTable, tableName } from './table.ts';

let table: Awaited<ReturnType<typeof openTable>>;
let ledger: MigrationLedger;
beforeEach(async () => {
  table = await openTable();
  ledger = dynamodbMigrations(table.client, tableName);
});
afterEach(() => table.close());

const key = { TableName: tableName, Key: { pk: { S: 'database#shop' }, sk: { S: 'record' } } };
const conclusion = { outcome: 'migrated', because: 'one statement was run', at: '2026-11-23T11:00:00.000Z' } as const;

/** The calls of DynamoDB that this takes. */
const callsOf = async (act: () => Promise<unknown>): Promise<readonly string[]> => {
  const before = table.operations().length;
  await act();
  return table.operations().slice(before);
};

describe('reading', () => {
  it('answers nothing for a database that never had a migration', async () => {
    expect(await ledger.read('shop')).toBeUndefined();
  });

  it('gives back all that a record can hold', async () => {
    const full = migrationWith({
      run: { stage: 'execute', attempt: 2, since: '2026-11-23T10:02:00Z' },
      progress: { file: '003_loyalty.sql', table: 'orders', doing: 'copying', percent: 43, secondsLeft: 120 },
      progressAt: '2026-11-23T10:05:00Z',
      results: {
        validate: { outcome: 'passed', stage: 'validate', because: 'nothing breaks 1.4.0' },
        plan: { outcome: 'refused', stage: 'plan', gate: 'disk', because: 'no space' },
      },
      asked: { question: 'large copy', because: '20 million rows', token: 'one', since: '2026-11-23T10:03:00Z' },
      answers: [{ question: 'large copy', said: 'yes', by: 'ada', at: '2026-11-23T10:04:00Z' }],
    });
    await ledger.admit(full);
    expect(await ledger.read('shop')).toEqual(full);
  });

  it.each([
    ['migration', { S: '{"service":"orders"}' }, /migration\./],
    ['status', { S: 'confused' }, /status/],
    ...['progress', 'planResult', 'conclusion'].map(
      (name) => [name, { S: '{' }, /progress|results|conclusion/] as const,
    ),
  ])('refuses a record whose %s is unreadable, and says which', async (attribute, value, sentence) => {
    await ledger.admit(migrationWith());
    await table.client.send(
      new UpdateItemCommand({
        ...{ ...key, UpdateExpression: 'SET #a = :v', ExpressionAttributeNames: { '#a': attribute } },
        ExpressionAttributeValues: { ':v': value },
      }),
    );
    const failure = ledger.read('shop');
    await expect(failure).rejects.toMatchObject({ name: 'RecordInvalid' });
    await expect(failure).rejects.toThrow(sentence);
  });

  it('fails as CallFailed, in words of AWS, when there is no such table', async () => {
    await expect(dynamodbMigrations(table.client, 'no-such-table').end('shop', 'late')).rejects.toMatchObject({
      name: 'CallFailed',
      message: expect.stringContaining('ResourceNotFoundException'),
    });
  });
});

describe('the lock', () => {
  it('is taken in one call', async () => {
    expect(await callsOf(() => ledger.admit(migrationWith()))).toEqual(['PutItem']);
  });

  it('is given to one of many that ask at once', async () => {
    const holders = ['a', 'b', 'c', 'd', 'e'];
    const answers = await Promise.all(holders.map((holder) => ledger.admit(migrationWith({ holder }))));
    expect(answers.filter((answer) => answer !== undefined)).toHaveLength(1);
  });

  it('answers the stored record to the same holder, whose first answer was lost', async () => {
    await ledger.admit(migrationWith());
    await ledger.end('shop', 'an operator ended it');
    const again = await ledger.admit(migrationWith({ epoch: 4 }));
    expect(again).toMatchObject({ epoch: 3, status: 'ending', endedBecause: 'an operator ended it' });
  });

  it('leaves nothing of the former migration behind', async () => {
    await ledger.admit(migrationWith());
    await ledger.keep(ref, { outcome: 'passed', stage: 'plan', because: 'small' });
    await ledger.run(ref, { stage: 'execute', attempt: 1, since: '2026-11-23T10:02:00Z' });
    await ledger.conclude(ref, conclusion);
    const next = migrationWith({ epoch: 4, holder: 'next' });
    await ledger.admit(next);
    expect(await ledger.read('shop')).toEqual(next);
  });

  it('is asked once for a Job that is new, and twice for one that runs', async () => {
    await ledger.admit(migrationWith());
    const run = { stage: 'execute', attempt: 1, since: '2026-11-23T10:02:00Z' } as const;
    expect(await callsOf(() => ledger.run(ref, run))).toEqual(['UpdateItem']);
    expect(await callsOf(() => ledger.run(ref, run))).toEqual(['UpdateItem', 'UpdateItem']);
  });
});

describe('concluding', () => {
  it('writes the history down before the lock is free', async () => {
    await ledger.admit(migrationWith());
    expect(await callsOf(() => ledger.conclude(ref, conclusion))).toEqual(['GetItem', 'PutItem', 'UpdateItem']);
    expect(await ledger.past('shop', 9)).toEqual([migrationWith({ status: 'free', conclusion })]);
    expect(await ledger.concluded(ref)).toEqual(migrationWith({ status: 'free', conclusion }));
    expect(await ledger.concluded({ ...ref, epoch: 4 })).toBeUndefined();
  });

  it('writes down nothing for a migration that no longer has the database', async () => {
    await ledger.admit(migrationWith());
    await ledger.conclude(ref, conclusion);
    const late = { ...conclusion, outcome: 'failed' } as const;
    expect(await callsOf(() => ledger.conclude(ref, late))).toEqual(['GetItem']);
    expect(await callsOf(() => ledger.conclude({ ...ref, epoch: 2 }, late))).toEqual(['GetItem']);
    expect(await ledger.past('shop', 9)).toHaveLength(1);
  });

  it('frees by the ending that was written down, when whoever wrote it died before it freed', async () => {
    await ledger.admit(migrationWith());
    await ledger.conclude(ref, conclusion);
    await table.client.send(new DeleteItemCommand(key));
    await ledger.admit(migrationWith());
    const second = await ledger.conclude(ref, { ...conclusion, outcome: 'aborted', because: 'its execution died' });
    expect(second).toMatchObject({ status: 'free', conclusion });
    expect(await ledger.past('shop', 9)).toEqual([migrationWith({ status: 'free', conclusion })]);
  });

  it('lists the newest first, and no more than were asked for', async () => {
    for (const epoch of [9, 10, 11]) {
      await ledger.admit(migrationWith({ epoch, holder: `migration-${epoch}` }));
      await ledger.conclude({ ...ref, epoch }, conclusion);
    }
    expect((await ledger.past('shop', 2)).map(({ epoch }) => epoch)).toEqual([11, 10]);
    expect(await ledger.past('another', 2)).toEqual([]);
  });
});
