import * as sdk from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import type { ForwardedService } from '../service.ts';
import { ServiceError } from '../service.ts';
import type { WireRequest } from '../wire/messages.ts';
import { answerOf } from './in-process.ts';

/** The properties of an AWS::DynamoDB::Table that matter here; others, as TimeToLiveSpecification and Tags, are left out. */
export interface TableProperties {
  readonly TableName: string;
  readonly AttributeDefinitions: unknown;
  readonly KeySchema: unknown;
  readonly BillingMode?: unknown;
  readonly ProvisionedThroughput?: unknown;
  readonly GlobalSecondaryIndexes?: unknown;
  readonly LocalSecondaryIndexes?: unknown;
}

export interface DynamoDb {
  readonly service: ForwardedService;
  /** Creates a table and resolves when it is active. */
  createTable(properties: TableProperties): Promise<void>;
}

const operations: ReadonlySet<string> = new Set([
  ...['CreateTable', 'UpdateTable', 'DeleteTable', 'DescribeTable', 'ListTables', 'DescribeTimeToLive'],
  ...['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'Scan', 'BatchGetItem', 'BatchWriteItem'],
  ...['TagResource', 'UntagResource', 'ListTagsOfResource'],
]);

/**
 * DynamoDB by dynalite, in memory and in process: conditions, update expressions, indexes, queries, item limits.
 * Beyond it: no transactions (NotImplemented), no time to live (items stay; AWS too may take days to delete them),
 * `ReturnValuesOnConditionCheckFailure` is ignored, reads are always consistent, nothing is throttled, and ARNs carry the
 * account and region of the process's environment. https://github.com/architect/dynalite
 */
export function createDynamoDb(): DynamoDb {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  return {
    service: {
      signingName: 'dynamodb',
      sdk,
      forward: async (request, call) => {
        if (operations.has(call.operation)) return answerOf(server, request);
        throw new ServiceError('NotImplemented', `the emulator does not implement dynamodb:${call.operation}`, 501);
      },
    },
    createTable: async (properties) => {
      await sent('CreateTable', creationOf(properties));
      while (!(await isActive(properties.TableName))) await new Promise((resolve) => setImmediate(resolve));
    },
  };

  async function isActive(TableName: string): Promise<boolean> {
    const description = await sent('DescribeTable', { TableName });
    return /"TableStatus":"ACTIVE"/.test(description);
  }

  async function sent(operation: string, input: object): Promise<string> {
    const answer = await answerOf(server, requestOf(operation, input));
    const text = Buffer.from(answer.body).toString();
    if (answer.statusCode >= 400) throw new Error(`DynamoDB refuses ${operation} of a table: ${text}`);
    return text;
  }
}

function creationOf(properties: TableProperties): object {
  const { TableName, AttributeDefinitions, KeySchema, BillingMode, ProvisionedThroughput } = properties;
  const { GlobalSecondaryIndexes, LocalSecondaryIndexes } = properties;
  const keys = { TableName, AttributeDefinitions, KeySchema };
  return { ...keys, BillingMode, ProvisionedThroughput, GlobalSecondaryIndexes, LocalSecondaryIndexes };
}

function requestOf(operation: string, input: object): WireRequest {
  return {
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      'x-amz-date': '20260101T000000Z',
      authorization:
        'AWS4-HMAC-SHA256 Credential=template/a/b/dynamodb/aws4_request, SignedHeaders=host, Signature=none',
    },
    body: Buffer.from(JSON.stringify(input)),
  };
}
