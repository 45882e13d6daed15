import { type DynamoDBClient, GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { MigrationRecord, MigrationRef } from '../../contracts/migration/record.ts';
import type { Answer } from '../../contracts/verdict.ts';
import { toInstant } from '../../domain/instants.ts';
import { answered, concluded, isOwnAttempt } from '../../domain/migration/lock.ts';
import type { MigrationLedger } from '../../ports/migration-ledger.ts';
import { calling, unlessRefused } from './call-failed.ts';
import { type Key, migrationKey, pastMigrationKey } from './dynamodb-keys.ts';
import { answering, askingAgain, askingFirst } from './dynamodb-ledger-asking.ts';
import type { Change } from './dynamodb-ledger-changes.ts';
import { ending, freeing, keeping, progressing, runningAgain, runningFirst } from './dynamodb-migration-changes.ts';
import { fromMigrationItem, toMigrationItem } from './dynamodb-migration-item.ts';
import { newest } from './dynamodb-newest.ts';

type Stored = MigrationRecord | undefined;

const access = (client: DynamoDBClient, table: string) => ({
  get: async (key: Key): Promise<Stored> => {
    const request = new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true });
    const { Item } = await calling('GetItem', () => client.send(request));
    return Item === undefined ? undefined : fromMigrationItem(Item);
  },
  update: async (database: string, change: Change): Promise<Stored> => {
    const request = new UpdateItemCommand({
      ...{ TableName: table, Key: migrationKey(database), ReturnValues: 'ALL_NEW', ...change },
      ExpressionAttributeNames: { '#status': 'status' },
    });
    const answer = await unlessRefused('UpdateItem', () => client.send(request));
    return answer?.Attributes === undefined ? undefined : fromMigrationItem(answer.Attributes);
  },
  /** True when nothing was in the way. */
  take: async (record: MigrationRecord): Promise<boolean> => {
    const request = new PutItemCommand({
      TableName: table,
      Item: { ...migrationKey(record.database), ...toMigrationItem(record) },
      ConditionExpression: 'attribute_not_exists(pk) OR (#status = :free AND epoch = :previous)',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':free': { S: 'free' }, ':previous': { N: String(record.epoch - 1) } },
    });
    return (await unlessRefused('PutItem', () => client.send(request))) !== undefined;
  },
  /** False when the ending of this migration was written down already. */
  writeDown: async (record: MigrationRecord): Promise<boolean> => {
    const request = new PutItemCommand({
      TableName: table,
      Item: { ...pastMigrationKey(record.database, record.epoch), ...toMigrationItem(record) },
      ConditionExpression: 'attribute_not_exists(pk)',
    });
    return (await unlessRefused('PutItem', () => client.send(request))) !== undefined;
  },
});

/** The first answer stays, and whoever came second hears it. */
const alreadyAnswered = (stored: Stored, answer: Answer, epoch?: number): Stored =>
  answered(stored, answer, epoch) === stored ? stored : undefined;

/** The lock of each database: one item, changed only by conditional writes of that one item. */
export const dynamodbMigrations = (client: DynamoDBClient, table: string): MigrationLedger => {
  const { get, update, take, writeDown } = access(client, table);
  const read = (database: string): Promise<Stored> => get(migrationKey(database));
  const past = ({ database, epoch }: MigrationRef): Promise<Stored> => get(pastMigrationKey(database, epoch));

  return {
    read,
    admit: async (record) => {
      if (await take(record)) return { ...record, admittedAt: toInstant(record.admittedAt) };
      const stored = await read(record.database);
      return isOwnAttempt(stored, record) ? stored : undefined;
    },
    run: async (ref, run) =>
      (await update(ref.database, runningFirst(ref, run))) ?? (await update(ref.database, runningAgain(ref, run))),
    progress: (ref, progress, at) => update(ref.database, progressing(ref, progress, at)),
    keep: (ref, result) => update(ref.database, keeping(ref, result)),
    ask: async (ref, asked) =>
      (await update(ref.database, askingFirst(ref, asked))) ?? (await update(ref.database, askingAgain(ref, asked))),
    answer: async (database, answer, epoch) => {
      const kept = await update(database, answering(answer, epoch));
      return kept ?? alreadyAnswered(await read(database), answer, epoch);
    },
    end: (database, because, epoch) => update(database, ending(because, epoch)),
    conclude: async (ref, conclusion) => {
      const over = concluded(await read(ref.database), ref, conclusion);
      if (over === undefined) return undefined;
      const first = (await writeDown(over)) ? over : await past(ref);
      return update(ref.database, freeing(ref, first?.conclusion ?? conclusion));
    },
    concluded: (ref) => past(ref),
    past: async (database, limit) =>
      (await newest(client, table, pastMigrationKey(database, 0), limit)).map(fromMigrationItem),
  };
};
