import {
  type AttributeValue,
  type DynamoDBClient,
  PutItemCommand,
  paginateQuery,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { Judged } from '../../contracts/kept-verdict.ts';
import { TidegateError } from '../../domain/errors.ts';
import { toInstant } from '../../domain/instants.ts';
import type { Verdicts } from '../../ports/verdicts.ts';
import { calling } from './call-failed.ts';
import { evidenceKey, type Key, verdictKey } from './dynamodb-keys.ts';
import { packed, unpacked } from './packed-inquiry.ts';

type Item = Record<string, AttributeValue>;

const keptDays = 90;
/** An item may have 400 KB, keys and names included: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const partBytes = 350_000;

/**
 * One small item a look, so that a release is listed quickly, and its evidence in as many as it needs beside it. DynamoDB deletes both
 * after 90 days (time to live, attribute `expiresAt`).
 */
export const dynamodbVerdicts = (client: DynamoDBClient, table: string): Verdicts => {
  const put = (Item: Item) => calling('PutItem', () => client.send(new PutItemCommand({ TableName: table, Item })));
  const query = (from: Key): Promise<readonly Item[]> =>
    calling('Query', async () => {
      const found: Item[] = [];
      for await (const { Items = [] } of paginateQuery({ client }, following(table, from))) found.push(...Items);
      return found;
    });

  return {
    keep: async ({ release, inquiry, verdict }) => {
      const now = toInstant(inquiry.now);
      const expiresAt = { N: String(Math.ceil(Date.parse(now) / 1000) + keptDays * 86_400) };
      const parts = partsOf(await packed(inquiry));
      await Promise.all(
        parts.map((part, i) => put({ ...evidenceKey(release, now, i), expiresAt, inquiry: { B: part } })),
      );
      const judged: Judged = { now: inquiry.now, step: inquiry.step, verdict };
      await put({ ...verdictKey(release, now), expiresAt, judged: { S: JSON.stringify(judged) } });
    },
    list: async (release) => (await query(verdictKey(release, ''))).map(judgedIn),
    read: async (release, now) => {
      const [item] = await query(verdictKey(release, toInstant(now)));
      if (item === undefined) return undefined;
      const { verdict } = judgedIn(item);
      const parts = await query(evidenceKey(release, toInstant(now)));
      const bytes = Buffer.concat(parts.map(({ inquiry }) => inquiry?.B ?? new Uint8Array()));
      const inquiry = await unpacked(bytes).catch((cause) => {
        throw unreadable(item, cause);
      });
      return { release, inquiry, verdict };
    },
  };
};

const partsOf = (bytes: Buffer): readonly Buffer[] =>
  Array.from({ length: Math.ceil(bytes.length / partBytes) }, (_, i) =>
    bytes.subarray(i * partBytes, (i + 1) * partBytes),
  );

const following = (TableName: string, { pk, sk }: Key): QueryCommandInput => ({
  ...{ TableName, ConsistentRead: true },
  KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
  ExpressionAttributeValues: { ':pk': pk, ':sk': sk },
});

const judgedIn = (item: Item): Judged => {
  try {
    return z.parse(Judged, JSON.parse(item['judged']?.S ?? ''));
  } catch (cause) {
    throw unreadable(item, cause);
  }
};

const unreadable = ({ pk, sk }: Item, cause: unknown): TidegateError =>
  new TidegateError(
    'RecordInvalid',
    `the verdict ${pk?.S} / ${sk?.S} can't be read: use the version of Tidegate that wrote it`,
    { cause },
  );
