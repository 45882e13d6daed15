import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { build } from 'esbuild';
import { strToU8, zipSync } from 'fflate';
import { type Cloud, type CloudOptions, startCloud } from '../../src/cloud.ts';
import type { FunctionDefinition } from '../../src/lambda/definition.ts';

/** Follows its event: a list of steps, each of which waits, writes a mark with the SDK, or runs code of the test's. */
const worker = `
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
const client = new DynamoDBClient({});
const write = (id) => client.send(new PutItemCommand({ TableName: 'marks', Item: { id: { S: id } } }));
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
export const handler = async (steps) => {
  const done = [];
  for (const { sleepMs, mark, code } of steps) {
    if (sleepMs !== undefined) await sleep(sleepMs);
    if (mark !== undefined) await write(mark);
    if (code !== undefined) done.push(await new Function('require', 'write', 'scope', 'return ' + code)(require, write, scope));
  }
  return done;
};
const scope = { process, console, Date, Math, performance, crypto, setTimeout, setInterval, fetch, AbortSignal };
`;

export type Step = { readonly sleepMs: number } | { readonly mark: string } | { readonly code: string };

/** A cloud in process with one function, \`worker\`, and a table of the marks that it writes. */
export interface Workshop {
  readonly cloud: Cloud;
  /** Creates another function of the same code. */
  define(name: string, more?: Partial<FunctionDefinition>): void;
  work(steps: readonly Step[], name?: string): Promise<{ readonly answer: unknown; readonly failed: boolean }>;
  marks(): Promise<readonly string[]>;
}

/** A packaged function; the same package serves all clouds of a test file. */
export interface Package {
  readonly zipFile: string;
  remove(): void;
}

/** Bundles the worker as functions are bundled for Lambda. */
export async function packWorker(): Promise<Package> {
  const folder = mkdtempSync(join(tmpdir(), 'in-process-'));
  const { outputFiles } = await build({
    stdin: { contents: worker, resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
  });
  const zipFile = join(folder, 'worker.zip');
  writeFileSync(zipFile, zipSync({ 'index.js': strToU8(outputFiles[0]?.text ?? '') }));
  return { zipFile, remove: () => rmSync(folder, { recursive: true }) };
}

export async function openWorkshop({ zipFile }: Package, options: CloudOptions = {}): Promise<Workshop> {
  const cloud = await startCloud({ transport: 'inProcess', ...options });
  const { services } = cloud;
  await services.dynamoDb.createTable({
    TableName: 'marks',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
  const lambda = new LambdaClient(cloud.clientConfig('tester'));
  const tables = new DynamoDBClient(cloud.clientConfig('tester'));
  const define: Workshop['define'] = (name, more) =>
    void services.lambda.define({ name, handler: 'index.handler', zipFile, ...more });
  define('worker');
  return {
    cloud,
    define,
    async work(steps, name = 'worker') {
      const command = new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(steps) });
      const { Payload, FunctionError } = await lambda.send(command);
      return { answer: JSON.parse(Buffer.from(Payload ?? []).toString()), failed: FunctionError !== undefined };
    },
    async marks() {
      const { Items = [] } = await tables.send(new ScanCommand({ TableName: 'marks' }));
      return Items.map(({ id }) => id?.S ?? '').sort();
    },
  };
}
