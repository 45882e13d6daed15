import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WarmInstances } from '../../src/lambda/in-process/warm-instances.ts';
import { openWorkshop, type Package, packWorker } from './functions.ts';

let worker: Package;
beforeAll(async () => {
  worker = await packWorker();
});
afterAll(() => worker.remove());

const DAY_MS = 86_400_000;
const firstDayMs = Date.UTC(2026, 0, 5, 9);

/** One day of a cloud of that day's seed: its calls, and what the function answered to the code. */
async function live(day: number, warmInstances: WarmInstances | undefined, code = '1') {
  const options = { seed: day, startMs: firstDayMs + day * DAY_MS, ...(warmInstances ? { warmInstances } : {}) };
  const { cloud, work } = await openWorkshop(worker, options);
  const random = {
    code: '[scope.crypto.randomUUID(), scope.Math.random(), scope.Date.now(), scope.performance.now()]',
  };
  const { answer } = await work([{ mark: 'one' }, { sleepMs: 20 }, random, { mark: 'two' }, { code }]);
  await cloud.clock.sleep(60_000);
  const record = JSON.stringify([cloud.clock.now(), answer, cloud.recorder.calls()]);
  const lines = cloud.services.lambda.logLines('worker').map(({ text }) => text);
  await cloud.close();
  return { record, lines, last: (answer as unknown[]).at(-1) };
}

const count = 'scope.process.lives = (scope.process.lives ?? 0) + 1';

describe('warm instances', () => {
  it('serve another cloud once theirs is closed', async () => {
    const warm = new WarmInstances();
    const lives = [];
    for (const day of [1, 2, 3]) lives.push((await live(day, warm, count)).last);
    expect(lives).toEqual([1, 2, 3]);
  });

  it('change nothing of what a seed does, whichever cloud they come from', async () => {
    const warm = new WarmInstances();
    for (const day of [1, 2]) await live(day, warm);
    const { record } = await live(3, warm);
    expect(record).toBe((await live(3, undefined)).record);
  });

  it('write to the log of the cloud that they work for', async () => {
    const warm = new WarmInstances();
    const say = (what: string) => `scope.console.log(${JSON.stringify(what)})`;
    await live(1, warm, say('first'));
    expect((await live(2, warm, say('second'))).lines).toEqual(['second']);
  });

  it('leave their timers behind', async () => {
    const warm = new WarmInstances();
    await live(1, warm, 'scope.setInterval(() => scope.console.log("late"), 500) && 1');
    expect((await live(2, warm, `${count} && new Promise((done) => scope.setTimeout(done, 2000))`)).lines).toEqual([]);
  });

  it('are not handed to a cloud in whose time a cache of theirs may still hold', async () => {
    const warm = new WarmInstances();
    await live(2, warm, count);
    expect((await live(2, warm, count)).last).toBe(1);
    expect((await live(1, warm, count)).last).toBe(1);
  });

  it('are never those that were killed at work', async () => {
    const warm = new WarmInstances();
    const { cloud, work } = await openWorkshop(worker, { startMs: firstDayMs, warmInstances: warm });
    cloud.services.lambda.crashNext('worker', 100);
    await work([{ code: count }, { sleepMs: 10_000 }]);
    await cloud.close();
    expect((await live(1, warm, count)).last).toBe(1);
  });
});
