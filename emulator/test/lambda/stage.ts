import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvokeCommand, type InvokeCommandInput, LambdaClient } from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';
import type { Clock } from '../../src/clock.ts';
import type { FunctionDefinition } from '../../src/lambda/definition.ts';
import { createLambda, type Lambda, type LambdaOptions } from '../../src/lambda/service.ts';
import { createClock } from '../../src/scaled-clock.ts';
import { seededRandom } from '../../src/seeded-random.ts';
import { serve } from '../support/serve.ts';

/** Lambda in virtual time, over the wire, with functions whose source the test writes. */
export interface Stage {
  readonly client: LambdaClient;
  readonly clock: Clock;
  readonly lambda: Lambda;
  readonly folder: string;
  /** Zips `index.js` (or the files given) and creates the function. */
  define(name: string, source: string | Record<string, string>, more?: Partial<FunctionDefinition>): string;
  invoke(name: string, payload?: unknown, more?: Partial<InvokeCommandInput>): Promise<Answer>;
  close(): Promise<void>;
}

export interface Answer {
  readonly statusCode: number | undefined;
  readonly functionError: string | undefined;
  readonly payload: unknown;
}

export async function stage(options: Partial<LambdaOptions> = {}): Promise<Stage> {
  const clock = createClock({ scale: Infinity, start: Date.UTC(2026, 0, 5, 9) });
  const place = { accountId: '123456789012', region: 'eu-west-1', clock, random: seededRandom(3) };
  const lambda = createLambda(place, { endpoint: () => 'http://127.0.0.1:9', duplicateShare: 0, ...options });
  const served = await serve(clock, lambda.service);
  const client = new LambdaClient(served.config);
  const folder = mkdtempSync(join(tmpdir(), 'lambda-test-'));
  return {
    client,
    clock,
    lambda,
    folder,
    define(name, source, more = {}) {
      const files = typeof source === 'string' ? { 'index.js': source } : source;
      const zipFile = join(folder, `${name}.zip`);
      const entries = Object.entries(files).map(([path, text]) => [path, strToU8(text)]);
      writeFileSync(zipFile, zipSync(Object.fromEntries(entries)));
      return lambda.define({ name, handler: 'index.handler', zipFile, ...more });
    },
    async invoke(name, payload = {}, more = {}) {
      const command = new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(payload), ...more });
      const { StatusCode, FunctionError, Payload } = await client.send(command);
      const text = Buffer.from(Payload ?? []).toString('utf8');
      return {
        statusCode: StatusCode,
        functionError: FunctionError,
        payload: text === '' ? undefined : JSON.parse(text),
      };
    },
    async close() {
      client.destroy();
      await served.close();
      await lambda.close();
      clock.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
