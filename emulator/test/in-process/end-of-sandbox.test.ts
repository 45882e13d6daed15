import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openWorkshop, type Package, packWorker, type Workshop } from './functions.ts';

let worker: Package;
let on: Workshop;
beforeAll(async () => {
  worker = await packWorker();
});
afterAll(() => worker.remove());
beforeEach(async () => {
  on = await openWorkshop(worker, { latency: { leastMs: 5, mostMs: 5 } });
});
afterEach(() => on.cloud.close());

/** Lets everything happen that a minute would bring. */
const aMinute = () => on.cloud.clock.sleep(60_000);

describe('an environment in process that has ended', () => {
  it('never writes again after its timeout', async () => {
    on.define('slow', { timeoutSeconds: 2 });
    const { answer } = await on.work([{ mark: 'in time' }, { sleepMs: 1990 }, { mark: 'too late' }], 'slow');
    await aMinute();
    expect(answer).toMatchObject({ errorType: 'Sandbox.Timedout' });
    expect(await on.marks()).toEqual(['in time']);
  });

  it('gets no answer to the call that it had sent, which takes effect all the same', async () => {
    const slow = { service: 'dynamodb', operation: 'PutItem' };
    on.cloud.faults.breakNext(slow, { kind: 'latency', ms: 500 });
    on.cloud.services.lambda.crashNext('worker', 100);
    const { answer } = await on.work([{ mark: 'sent' }, { mark: 'never sent' }]);
    const atDeath = await on.marks();
    await aMinute();
    expect(answer).toMatchObject({ errorType: 'Runtime.ExitError', errorMessage: expect.stringContaining('killed') });
    expect([atDeath, await on.marks()]).toEqual([[], ['sent']]);
  });

  it('has written nothing when it is killed before it could', async () => {
    on.cloud.services.lambda.crashNext('worker', 0);
    await on.work([{ mark: 'never sent' }]);
    await aMinute();
    expect(on.cloud.recorder.calls({ caller: 'worker' })).toEqual([]);
  });

  it.each([
    ['a timer that throws', 'scope.setTimeout(() => { throw new TypeError("oops"); })', 'TypeError', 'oops'],
    ['exit', 'scope.process.exit(3)', 'Runtime.ExitError', 'exit status 3'],
  ])('ends by %s, and the next invocation finds a new one', async (_how, code, errorType, why) => {
    const { answer } = await on.work([{ code: `void ${code}` }, { sleepMs: 1000 }, { mark: 'after the end' }]);
    expect(answer).toMatchObject({ errorType, errorMessage: expect.stringContaining(why) });
    expect(await on.work([{ code: '"again"' }])).toEqual({ answer: ['again'], failed: false });
    expect(await on.marks()).toEqual([]);
  });

  it('ends by a rejection that nobody catches, and only it', async () => {
    // In a process of its own: a test runner takes every rejection for a failure of the test.
    const script = join(import.meta.dirname, 'uncaught-rejection.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [script, worker.zipFile]);
    const [rejected, again] = JSON.parse(stdout);
    expect(rejected.answer).toMatchObject({ errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: 'oops' });
    expect(again).toEqual({ answer: ['again'], failed: false });
  });
});
