import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutFunctionEventInvokeConfigCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stage, stage } from './stage.ts';

let on: Stage;
beforeAll(async () => {
  on = await stage();
});
afterAll(() => on.close());

/** A function that notes each attempt in a file and fails on the first `failures` of them. */
function define(name: string, failures: number, more: object = {}, from = on): () => string[] {
  const file = join(from.folder, `${name}.txt`);
  const source = `
    const { appendFileSync } = require('node:fs');
    let attempts = 0;
    exports.handler = async (event, context) => {
      attempts += 1;
      appendFileSync(${JSON.stringify(file)}, context.awsRequestId + ' ' + event.n + '\\n');
      if (attempts <= ${failures}) throw new Error('attempt ' + attempts);
    };`;
  from.define(name, source, more);
  return () => readFileSync(file, 'utf8').trim().split('\n');
}

describe('asynchronous invocations', () => {
  it('are answered at once and retried after one and two minutes, as the same request', async () => {
    const attempts = define('retried', 2);
    const begun = on.clock.now();
    expect(await on.invoke('retried', { n: 1 }, { InvocationType: 'Event' })).toMatchObject({ statusCode: 202 });
    await on.clock.sleep(70_000);
    expect(attempts()).toHaveLength(2);
    await on.clock.sleep(130_000);
    expect(attempts()).toHaveLength(3);
    expect(new Set(attempts()).size).toBe(1);
    expect(on.clock.now() - begun).toBeLessThan(300_000);
    expect(on.lambda.dropped()).toEqual([]);
  });

  it('are dropped after the last retry', async () => {
    define('hopeless', 99, { maximumRetryAttempts: 1 });
    await on.lambda.functions.invoke('hopeless', { n: 1 }, 'event');
    await on.clock.sleep(200_000);
    expect(on.lambda.dropped().at(-1)).toMatchObject({
      functionName: 'hopeless',
      reason: 'RetriesExhausted',
      attempts: 2,
      lastError: 'Error: attempt 2',
    });
  });

  it('are dropped when they get too old', async () => {
    define('old', 99);
    const settings = { FunctionName: 'old', MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 2 };
    await on.client.send(new PutFunctionEventInvokeConfigCommand(settings));
    await on.lambda.functions.invoke('old', { n: 1 }, 'event');
    await on.clock.sleep(100_000);
    expect(on.lambda.dropped().at(-1)).toMatchObject({ functionName: 'old', reason: 'EventAgeExceeded', attempts: 1 });
  });

  it('wait when the function is throttled, without losing an attempt', async () => {
    const attempts = define('busy', 0, { reservedConcurrency: 0, maximumEventAgeSeconds: 60 });
    await on.lambda.functions.invoke('busy', { n: 1 }, 'event');
    await on.clock.sleep(200_000);
    expect(attempts).toThrow('ENOENT');
    expect(on.lambda.dropped().at(-1)).toMatchObject({
      reason: 'EventAgeExceeded',
      attempts: 0,
      lastError: 'TooManyRequestsException',
    });
  });

  it('may happen twice', async () => {
    const twice = await stage({ duplicateShare: 1 });
    const attempts = define('twice', 0, {}, twice);
    await twice.lambda.functions.invoke('twice', { n: 1 }, 'event');
    await twice.clock.sleep(60_000);
    expect(attempts()).toHaveLength(2);
    await twice.close();
  });

  it('are refused above 1 MB', async () => {
    define('loaded', 0);
    const invoking = on.lambda.functions.invoke('loaded', 'x'.repeat(1_048_576), 'event');
    await expect(invoking).rejects.toMatchObject({ name: 'RequestTooLargeException', statusCode: 413 });
  });
});
