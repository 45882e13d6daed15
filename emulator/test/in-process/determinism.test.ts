import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openWorkshop, type Package, packWorker, type Step } from './functions.ts';

let worker: Package;
beforeAll(async () => {
  worker = await packWorker();
});
afterAll(() => worker.remove());

const steps = (name: string): Step[] => [
  { mark: `${name}-1` },
  {
    code: 'write(scope.crypto.randomUUID() + scope.Math.random() + require("node:crypto").randomBytes(4).toString("hex"))',
  },
  { sleepMs: 20 },
  { mark: `${name}-2` },
];

/** Three functions at once, whose SDKs retry after throttles: everything that happened, as text. */
async function recordOf(seed: number): Promise<string> {
  const { cloud, define, work } = await openWorkshop(worker, { seed });
  const names = ['one', 'two', 'three'];
  for (const name of names) define(name);
  cloud.faults.breakNext({ service: 'dynamodb', operation: 'PutItem', times: 4 }, { kind: 'throttle' });
  cloud.services.lambda.crashNext('two', 300);
  await Promise.all(names.map((name) => work(steps(name), name)));
  await cloud.clock.sleep(60_000);
  const record = JSON.stringify([cloud.clock.now(), cloud.recorder.calls()]);
  await cloud.close();
  return record;
}

/** What keeps this process alive, once what is about to end has ended. */
async function resourcesInUse(): Promise<readonly string[]> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  return process.getActiveResourcesInfo().sort();
}

describe('a cloud in process', () => {
  it('does exactly the same at the same instants for the same seed', async () => {
    expect(await recordOf(7)).toBe(await recordOf(7));
  });

  it('does otherwise for another seed', async () => {
    expect(await recordOf(7)).not.toBe(await recordOf(8));
  });

  it('does the same whatever other clouds run beside it', async () => {
    const [one, other] = await Promise.all([recordOf(7), recordOf(8)]);
    expect([one, other]).toEqual([await recordOf(7), await recordOf(8)]);
  });

  it('leaves nothing running when it is closed', async () => {
    const before = await resourcesInUse();
    await recordOf(7);
    expect(await resourcesInUse()).toEqual(before);
  });
});
