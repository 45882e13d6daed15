import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { Conclusion, ReleaseRecord } from '../../contracts/release.ts';
import { toInstant } from '../../domain/instants.ts';
import { answersItem, askedIn, askedItem } from './dynamodb-asked-item.ts';
import { type Item, json, readAs, text } from './dynamodb-json.ts';
import { queueIn, queueItem } from './dynamodb-queue-item.ts';

/** A record as attributes. What conditions ask about is an attribute of its own; what never changes is one JSON string. */
export const toItem = (record: ReleaseRecord): Item => ({
  service: { S: record.service },
  epoch: { N: String(record.epoch) },
  status: { S: record.status },
  holder: { S: record.holder },
  admittedAt: { S: toInstant(record.admittedAt) },
  guards: { L: record.guards.map((alarm) => ({ S: alarm })) },
  release: { S: JSON.stringify(record.release) },
  ...(record.abortedBecause === undefined ? {} : { abortedBecause: { S: record.abortedBecause } }),
  ...(record.blame === undefined ? {} : { blame: { S: record.blame } }),
  ...(record.conclusion === undefined ? {} : { conclusion: conclusionText(record.conclusion) }),
  ...(record.supersededBy === undefined ? {} : { supersededBy: { S: record.supersededBy } }),
  ...(record.promotedBecause === undefined ? {} : { promotedBecause: { S: record.promotedBecause } }),
  ...(record.unlockedBecause === undefined ? {} : { unlockedBecause: { S: record.unlockedBecause } }),
  ...(record.asked === undefined ? {} : askedItem(record.asked)),
  ...(record.answers === undefined ? {} : answersItem(record.answers)),
  ...queueItem(record.queue ?? []),
  ...(record.withdrawn === undefined ? {} : { withdrawn: { L: record.withdrawn.map((digest) => ({ S: digest })) } }),
});

export const conclusionText = (conclusion: Conclusion): AttributeValue.SMember => text(Conclusion, conclusion);

/** The record of an item. Throws `RecordInvalid` for one that this version cannot read. */
export const fromItem = (item: Item): ReleaseRecord => readAs(ReleaseRecord, plain(item), item);

const plain = (item: Item) => ({
  service: item.service?.S,
  epoch: Number(item.epoch?.N),
  status: item.status?.S,
  holder: item.holder?.S,
  admittedAt: item.admittedAt?.S,
  guards: item.guards?.L?.map((alarm) => alarm.S),
  release: json(item.release),
  ...(item.abortedBecause === undefined ? {} : { abortedBecause: item.abortedBecause.S }),
  ...(item.blame === undefined ? {} : { blame: item.blame.S }),
  ...(item.conclusion === undefined ? {} : { conclusion: json(item.conclusion) ?? null }),
  ...(item.supersededBy === undefined ? {} : { supersededBy: item.supersededBy.S }),
  ...(item.promotedBecause === undefined ? {} : { promotedBecause: item.promotedBecause.S }),
  ...(item.unlockedBecause === undefined ? {} : { unlockedBecause: item.unlockedBecause.S }),
  ...askedIn(item),
  ...(queueIn(item) === undefined ? {} : { queue: queueIn(item) }),
  ...(item.withdrawn === undefined ? {} : { withdrawn: item.withdrawn.L?.map((digest) => digest.S) }),
});
