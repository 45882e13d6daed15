import { type AttributeValue, type DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { drawFrom } from '../../domain/pacing.ts';
import type { Pacing } from '../../ports/pacing.ts';
import { calling, unlessRefused } from './call-failed.ts';
import { pacingKey } from './dynamodb-keys.ts';

const attempts = 4;
const secondsAfterLostRaces = 1;

const Stored = z.object({ tokens: z.number(), at: z.iso.datetime() });

/** One item for all services. It is only written over what was read, so no token is given out twice. */
export const dynamodbPacing = (client: DynamoDBClient, table: string): Pacing => {
  const read = async (): Promise<AttributeValue | undefined> => {
    const request = new GetItemCommand({ TableName: table, Key: pacingKey, ConsistentRead: true });
    return (await calling('GetItem', () => client.send(request))).Item?.allowance;
  };

  const replace = async (former: AttributeValue | undefined, next: string): Promise<boolean> => {
    const unchanged = former === undefined ? 'attribute_not_exists(allowance)' : 'allowance = :former';
    const request = new UpdateItemCommand({
      ...{ TableName: table, Key: pacingKey, UpdateExpression: 'SET allowance = :next' },
      ConditionExpression: unchanged,
      ExpressionAttributeValues: { ':next': { S: next }, ...(former === undefined ? {} : { ':former': former }) },
    });
    return (await unlessRefused('UpdateItem', () => client.send(request))) !== undefined;
  };

  return {
    take: async (now) => {
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        const former = await read();
        const draw = drawFrom(bucketIn(former), now);
        if ('waitSeconds' in draw) return draw.waitSeconds;
        if (await replace(former, JSON.stringify(draw.left))) return 0;
      }
      return secondsAfterLostRaces;
    },
  };
};

/** What can't be read counts as no bucket at all: a full one is written over it. */
const bucketIn = (attribute: AttributeValue | undefined): z.infer<typeof Stored> | undefined => {
  try {
    return z.safeParse(Stored, JSON.parse(attribute?.S ?? '')).data;
  } catch {
    return undefined;
  }
};
