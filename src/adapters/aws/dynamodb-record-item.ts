import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { type Asked, Conclusion, ReleaseRecord } from '../../contracts/release.ts';
import { Answer } from '../../contracts/verdict.ts';
import { TidegateError } from '../../domain/errors.ts';
import { toInstant } from '../../domain/instants.ts';
import { type Item, json, text } from './dynamodb-json.ts';
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

/** A question as one JSON string; what conditions ask about and what stays when it is asked again are beside it. */
export const askedItem = ({ question, because, token, since }: Asked) => ({
  asked: { S: JSON.stringify({ question, because, token }) },
  askedQuestion: { S: question },
  askedSince: { S: since },
});

export const answerText = (answer: Answer): AttributeValue.SMember => text(Answer, answer);

/** What people said, with the questions beside it for conditions: a set, which DynamoDB never keeps empty. */
const answersItem = (answers: readonly Answer[]): Item => ({
  answers: { L: answers.map(answerText) },
  ...(answers.length === 0 ? {} : { answeredQuestions: { SS: [...new Set(answers.map(({ question }) => question))] } }),
});

/** The record of an item. Throws `RecordInvalid` for one that this version cannot read. */
export const fromItem = (item: Item): ReleaseRecord => {
  const parsed = z.safeParse(ReleaseRecord, plain(item));
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0] ?? { path: [], message: 'unreadable' };
  const which = `the record ${item.pk?.S ?? '?'} / ${item.sk?.S ?? '?'}`;
  throw new TidegateError(
    'RecordInvalid',
    `${which} can't be read: ${path.join('.') || 'it'}: ${message}. Repair it, or deploy the version that wrote it`,
    { cause: parsed.error },
  );
};

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
  ...(item.conclusion === undefined ? {} : { conclusion: json(item.conclusion) }),
  ...(item.supersededBy === undefined ? {} : { supersededBy: item.supersededBy.S }),
  ...(item.promotedBecause === undefined ? {} : { promotedBecause: item.promotedBecause.S }),
  ...(item.unlockedBecause === undefined ? {} : { unlockedBecause: item.unlockedBecause.S }),
  ...(item.asked === undefined ? {} : { asked: { ...Object(json(item.asked)), since: item.askedSince?.S } }),
  ...(item.answers === undefined ? {} : { answers: item.answers.L?.map(json) }),
  ...(queueIn(item) === undefined ? {} : { queue: queueIn(item) }),
  ...(item.withdrawn === undefined ? {} : { withdrawn: item.withdrawn.L?.map((digest) => digest.S) }),
});
