import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { openWorkshop, type Package, packWorker, type Workshop } from './functions.ts';

let worker: Package;
let on: Workshop;
beforeAll(async () => {
  worker = await packWorker();
});
afterAll(() => worker.remove());
afterEach(() => on.cloud.close());

const noon = Date.UTC(2026, 5, 1, 12);

async function openedAtNoon(): Promise<Workshop> {
  on = await openWorkshop(worker, {
    startMs: noon,
    latency: { leastMs: 5, mostMs: 5 },
    coldStart: { leastMs: 200, mostMs: 200 },
  });
  return on;
}

/** Lets everything happen that a minute would bring. */
const aMinute = () => on.cloud.clock.sleep(60_000);

describe('a function in process', () => {
  it('answers unmodified SDK clients, and its own SDK’s calls carry its name', async () => {
    const { work, cloud } = await openedAtNoon();
    expect(await work([{ mark: 'a' }, { code: '1 + 1' }])).toEqual({ answer: [2], failed: false });
    const calls = cloud.recorder.calls().map(({ caller, operation, at }) => [caller, operation, at - noon]);
    expect(calls).toEqual([
      ['worker', 'PutItem', 210],
      ['tester', 'Invoke', 5],
    ]);
  });

  it('sees emulated time only, and its waits take no real time', async () => {
    const { work } = await openedAtNoon();
    const hour = { sleepMs: 800 };
    const { answer } = await work([
      { code: '[scope.Date.now(), new scope.Date().getTime(), scope.performance.now()]' },
      hour,
      { code: '[scope.Date.now(), new scope.Date().getTime(), scope.performance.now()]' },
    ]);
    expect(answer).toEqual([
      [noon + 205, noon + 205, 0],
      [noon + 1005, noon + 1005, 800],
    ]);
  });

  it('compresses without emulated time, though the thread pool takes real time', async () => {
    const { work } = await openedAtNoon();
    const much = 'Buffer.alloc(20e6, "tide")';
    const compress = `new Promise((done) => require('zlib').gzip(${much}, (error, bytes) => done(bytes.length < 1e6)))`;
    const { answer } = await work([{ code: compress }, { code: 'scope.Date.now()' }]);
    expect(answer).toEqual([true, noon + 205]);
  });

  it('begins anew where another environment began, and stays warm for the next invocation', async () => {
    const { work } = await openedAtNoon();
    const count = { code: '(scope.process.count = (scope.process.count ?? 0) + 1)' };
    const first = await work([count]);
    const second = await work([count]);
    on.define('worker');
    const replaced = await work([count]);
    expect([first, second, replaced].map(({ answer }) => answer)).toEqual([[1], [2], [1]]);
  });

  it('is frozen between invocations, so that its timers wait for the next one', async () => {
    const { work, marks } = await openedAtNoon();
    await work([{ code: 'void scope.setTimeout(() => write("late"), 1000)' }]);
    await aMinute();
    const whileFrozen = await marks();
    await work([{ sleepMs: 100 }]);
    expect([whileFrozen, await marks()]).toEqual([[], ['late']]);
  });

  it.each([
    ['files', 'require("node:fs").readFileSync("/etc/passwd")', 'ENOENT'],
    ['processes', 'require("node:child_process").spawn("ls")', 'would be real I/O'],
    ['servers', 'require("node:net").createServer()', 'would be real I/O'],
    ['fetch', 'scope.fetch("http://127.0.0.1")', 'would be real I/O'],
    [
      'ports of this machine',
      'new Promise((_, no) => require("node:net").connect(22, "127.0.0.1").on("error", no))',
      'ECONNREFUSED 127.0.0.1:22',
    ],
    ['packages that are not bundled', 'require("left-pad")', "Cannot find module 'left-pad'"],
  ])('has no %s', async (_what, code, why) => {
    const { work } = await openedAtNoon();
    const { answer, failed } = await work([{ code }]);
    expect({ answer, failed }).toMatchObject({ failed: true, answer: { errorMessage: expect.stringContaining(why) } });
  });

  it('writes lines to the log at emulated times', async () => {
    const { work, cloud } = await openedAtNoon();
    await work([{ code: 'scope.console.log("one\\ntwo %d", 2)' }]);
    const lines = cloud.services.lambda.logLines('worker').map(({ text, at }) => [text, at - noon]);
    expect(lines).toEqual([
      ['one', 205],
      ['two 2', 205],
    ]);
  });

  it('reaches the Kubernetes API of a cluster over the TLS that it expects', async () => {
    const { work, cloud } = await openedAtNoon();
    const { endpoint, token } = await cloud.services.clusters.create('Shop');
    const options = `{ headers: { authorization: 'Bearer ${token}' } }`;
    const url = `${endpoint}/api/v1/namespaces`;
    const code = `new Promise((yes) => require('node:https').get('${url}', ${options}, (r) => yes(r.statusCode)))`;
    expect(await work([{ code }])).toEqual({ answer: [200], failed: false });
  });
});
