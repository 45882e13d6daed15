import {
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { ReleaseRecord } from '../../contracts/release.ts';
import { toInstant } from '../../domain/instants.ts';
import type { AbortCause, Ledger, StatusMove } from '../../ports/ledger.ts';
import { callFailed, calling, isNamed } from './call-failed.ts';
import { recordKey } from './dynamodb-keys.ts';
import { fromItem, toItem } from './dynamodb-record-item.ts';

type Change = Required<
  Pick<UpdateItemCommandInput, 'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeValues'>
>;

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
    admit: async (record) => {
      const taken = await unlessRefused('PutItem', () => client.send(taking(table, record)));
      if (taken !== undefined) return { ...record, admittedAt: toInstant(record.admittedAt) };
      const stored = await read(record.service);
      return stored !== undefined && isOwnEarlierAttempt(stored, record) ? stored : undefined;
    },
    abort: (service, cause) => update(service, aborting(cause)),
    move: (service, move) => update(service, moving(move)),
  };
};

/** Answers undefined when the condition did not hold. */
const unlessRefused = async <Answer>(action: string, call: () => Promise<Answer>): Promise<Answer | undefined> => {
  try {
    return await call();
  } catch (error) {
    if (isNamed(error, 'ConditionalCheckFailedException')) return undefined;
    throw callFailed(action, error);
  }
};

const isOwnEarlierAttempt = (stored: ReleaseRecord, { holder, epoch }: ReleaseRecord): boolean =>
  stored.holder === holder && stored.epoch === epoch && stored.status !== 'free';

const taking = (table: string, record: ReleaseRecord): PutItemCommand =>
  new PutItemCommand({
    TableName: table,
    Item: { ...recordKey(record.service), ...toItem(record) },
    ConditionExpression: 'attribute_not_exists(pk) OR (#status = :free AND epoch = :previous)',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: { ':free': { S: 'free' }, ':previous': { N: String(record.epoch - 1) } },
  });

/** The first cause stays: a repeated abort only confirms. */
const aborting = ({ because, epoch, alarm }: AbortCause): Change => ({
  UpdateExpression: 'SET #status = :aborting, abortedBecause = if_not_exists(abortedBecause, :because)',
  ConditionExpression: [
    '#status IN (:active, :aborting)',
    ...(epoch === undefined ? [] : ['epoch = :epoch']),
    ...(alarm === undefined ? [] : ['contains(guards, :alarm)', 'admittedAt < :firedAt']),
  ].join(' AND '),
  ExpressionAttributeValues: {
    ...{ ':active': { S: 'active' }, ':aborting': { S: 'aborting' }, ':because': { S: because } },
    ...(epoch === undefined ? {} : { ':epoch': { N: String(epoch) } }),
    ...(alarm === undefined ? {} : { ':alarm': { S: alarm.name }, ':firedAt': { S: toInstant(alarm.firedAt) } }),
  },
});

/**
 * A repeated move succeeds, because the answer to the first may have been lost: the status may be `to` already. With a
 * conclusion it must then be the same conclusion, so that nobody rewrites how a release ended.
 */
const moving = ({ epoch, from, to, conclusion }: StatusMove): Change => {
  const already = conclusion === undefined ? '#status = :to' : '(#status = :to AND conclusion = :conclusion)';
  const allowed = from.map((_, i) => `:from${i}`).join(', ');
  return {
    UpdateExpression: `SET #status = :to${conclusion === undefined ? '' : ', conclusion = :conclusion'}`,
    ConditionExpression: `epoch = :epoch AND (#status IN (${allowed}) OR ${already})`,
    ExpressionAttributeValues: {
      ...{ ':epoch': { N: String(epoch) }, ':to': { S: to } },
      ...Object.fromEntries(from.map((status, i) => [`:from${i}`, { S: status }])),
      ...(conclusion === undefined ? {} : { ':conclusion': { S: JSON.stringify(conclusion) } }),
    },
  };
};
