import { type DynamoDBClient, GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { ReleaseRecord } from '../../contracts/release.ts';
import type { Queued } from '../../contracts/request.ts';
import type { Answer } from '../../contracts/verdict.ts';
import { answered } from '../../domain/asking.ts';
import { toInstant } from '../../domain/instants.ts';
import { isOwnAttempt } from '../../domain/lock.ts';
import type { Ledger } from '../../ports/ledger.ts';
import { calling, unlessRefused } from './call-failed.ts';
import { recordKey } from './dynamodb-keys.ts';
import { answering, askingAgain, askingFirst } from './dynamodb-ledger-asking.ts';
import { aborting, type Change, dequeuing, enqueuing, moving, promoting } from './dynamodb-ledger-changes.ts';
import { onlyWaiting } from './dynamodb-queue-item.ts';
import { fromItem, toItem } from './dynamodb-record-item.ts';

/** The lock: one item per service, changed only by conditional writes of that one item. */
export const dynamodbLedger = (client: DynamoDBClient, table: string): Ledger => {
  const read = async (service: string): Promise<ReleaseRecord | undefined> => {
    const request = new GetItemCommand({ TableName: table, Key: recordKey(service), ConsistentRead: true });
    const { Item } = await calling('GetItem', () => client.send(request));
    return Item === undefined ? undefined : fromItem(Item);
  };

  const update = async (service: string, change: Change): Promise<ReleaseRecord | undefined> => {
    const request = new UpdateItemCommand({
      ...{ TableName: table, Key: recordKey(service), ReturnValues: 'ALL_NEW', ...change },
      ExpressionAttributeNames: { '#status': 'status' },
    });
    const answer = await unlessRefused('UpdateItem', () => client.send(request));
    return answer?.Attributes === undefined ? undefined : fromItem(answer.Attributes);
  };

  return {
    read,
    admit: async (record, over = 'free', waiting = []) => {
      const taken = await unlessRefused('PutItem', () => client.send(taking(table, record, over, waiting)));
      if (taken !== undefined) return { ...record, admittedAt: toInstant(record.admittedAt) };
      const stored = await read(record.service);
      return isOwnAttempt(stored, record) ? stored : undefined;
    },
    abort: (service, cause) => update(service, aborting(cause)),
    move: (service, move) => update(service, moving(move)),
    enqueue: (service, queued, epoch) => update(service, enqueuing(queued, epoch)),
    dequeue: async (service, queued) => void (await update(service, dequeuing(queued))),
    ask: async (release, asked) =>
      (await update(release.service, askingFirst(release, asked))) ??
      (await update(release.service, askingAgain(release, asked))),
    answer: async (service, answer, epoch) => {
      const kept = await update(service, answering(answer, epoch));
      return kept ?? alreadyAnswered(await read(service), answer, epoch);
    },
    promote: (service, because) => update(service, promoting(because)),
  };
};

/** The first answer stays, and whoever came second hears it. */
const alreadyAnswered = (stored: ReleaseRecord | undefined, answer: Answer, epoch?: number) =>
  answered(stored, answer, epoch) === stored ? stored : undefined;

const taking = (table: string, record: ReleaseRecord, over: string, waiting: readonly Queued[]): PutItemCommand => {
  const { condition, values } = onlyWaiting(waiting);
  return new PutItemCommand({
    TableName: table,
    Item: { ...recordKey(record.service), ...toItem(record) },
    ConditionExpression: `attribute_not_exists(pk) OR (#status = :over AND epoch = :previous AND ${condition})`,
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: { ':over': { S: over }, ':previous': { N: String(record.epoch - 1) }, ...values },
  });
};
