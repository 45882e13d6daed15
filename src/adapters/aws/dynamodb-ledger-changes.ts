import type { AttributeValue, UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import type { Queued } from '../../contracts/request.ts';
import { toInstant } from '../../domain/instants.ts';
import { blameOf } from '../../domain/lock.ts';
import type { AbortCause, StatusMove } from '../../ports/ledger.ts';
import { placeIn, queuedText } from './dynamodb-queue-item.ts';
import { conclusionText } from './dynamodb-record-item.ts';

/** A conditional update of one record: `src/domain/lock.ts` in the words of DynamoDB. */
export type Change = Required<
  Pick<UpdateItemCommandInput, 'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeValues'>
>;

/** The first cause stays: a repeated abort only confirms, but what an alarm fires at is the version's fault after all. */
export const aborting = (cause: AbortCause): Change => {
  const { because, epoch, alarm, supersededBy } = cause;
  return {
    UpdateExpression: [
      'SET #status = :aborting, abortedBecause = if_not_exists(abortedBecause, :because)',
      alarm === undefined ? ', blame = if_not_exists(blame, :blame)' : ', blame = :blame',
      ...(supersededBy === undefined ? [] : [', supersededBy = :supersededBy']),
      ...(alarm === undefined || supersededBy !== undefined ? [] : [' REMOVE supersededBy']),
    ].join(''),
    ConditionExpression: [
      supersededBy === undefined ? '#status IN (:active, :aborting)' : '#status = :active',
      ...(epoch === undefined ? [] : ['epoch = :epoch']),
      ...(alarm === undefined ? [] : ['contains(guards, :alarm)', 'admittedAt < :firedAt']),
    ].join(' AND '),
    ExpressionAttributeValues: {
      ...{ ':active': { S: 'active' }, ':aborting': { S: 'aborting' }, ':because': { S: because } },
      ':blame': { S: blameOf(cause) },
      ...(epoch === undefined ? {} : { ':epoch': { N: String(epoch) } }),
      ...(alarm === undefined ? {} : { ':alarm': { S: alarm.name }, ':firedAt': { S: toInstant(alarm.firedAt) } }),
      ...(supersededBy === undefined ? {} : { ':supersededBy': { S: supersededBy } }),
    },
  };
};

const anyOf = (prefix: string, statuses: readonly string[]): Record<string, AttributeValue> =>
  Object.fromEntries(statuses.map((status, i) => [`:${prefix}${i}`, { S: status }]));

/**
 * A repeated move succeeds, because the answer to the first may have been lost: the status may be `to` already. With a
 * conclusion it must then be the same conclusion, so that nobody rewrites how a release ended.
 */
export const moving = ({ epoch, from, to, conclusion, withdrawn, unlockedBecause }: StatusMove): Change => {
  const already = conclusion === undefined ? '#status = :to' : '(#status = :to AND conclusion = :conclusion)';
  const allowed = anyOf('from', from);
  return {
    UpdateExpression: [
      'SET #status = :to',
      ...(conclusion === undefined ? [] : ['conclusion = :conclusion']),
      ...(withdrawn === undefined ? [] : ['withdrawn = :withdrawn']),
      ...(unlockedBecause === undefined ? [] : ['unlockedBecause = :unlockedBecause']),
    ].join(', '),
    ConditionExpression: `epoch = :epoch AND (#status IN (${Object.keys(allowed).join(', ')}) OR ${already})`,
    ExpressionAttributeValues: {
      ...{ ':epoch': { N: String(epoch) }, ':to': { S: to } },
      ...allowed,
      ...(conclusion === undefined ? {} : { ':conclusion': conclusionText(conclusion) }),
      ...(withdrawn === undefined ? {} : { ':withdrawn': { L: withdrawn.map((digest) => ({ S: digest })) } }),
      ...(unlockedBecause === undefined ? {} : { ':unlockedBecause': { S: unlockedBecause } }),
    },
  };
};

const held = anyOf('held', ['active', 'aborting', 'settling', 'retiring']);

/** Of each rank the newest request waits. */
export const enqueuing = (queued: Queued, epoch?: number): Change => {
  const { request, at } = placeIn(queued.rank);
  const statuses = epoch === undefined ? held : { ...held, ':free': { S: 'free' } };
  const behind = epoch === undefined ? '' : 'epoch = :epoch AND ';
  return {
    UpdateExpression: `SET ${request} = :queued, ${at} = :at`,
    ConditionExpression: `${behind}#status IN (${Object.keys(statuses).join(', ')}) AND (attribute_not_exists(${request}) OR ${at} <= :at)`,
    ExpressionAttributeValues: {
      ...{ ...statuses, ':queued': queuedText(queued), ':at': { S: toInstant(queued.at) } },
      ...(epoch === undefined ? {} : { ':epoch': { N: String(epoch) } }),
    },
  };
};

/** Only the very request that was refused leaves the queue. */
export const dequeuing = (queued: Queued): Change => {
  const { request, at } = placeIn(queued.rank);
  return {
    UpdateExpression: `REMOVE ${request}, ${at}`,
    ConditionExpression: `attribute_exists(#status) AND ${request} = :queued`,
    ExpressionAttributeValues: { ':queued': queuedText(queued) },
  };
};

/** Only an active release can be promoted, so that nothing clears an abort. */
export const promoting = (because: string): Change => ({
  UpdateExpression: 'SET promotedBecause = :because',
  ConditionExpression: '#status = :active',
  ExpressionAttributeValues: { ':active': { S: 'active' }, ':because': { S: because } },
});
