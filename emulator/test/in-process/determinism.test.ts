import { AsyncLocalStorage, createHook } from 'node:async_hooks';
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

const keepsAlive = (type: string) => /^(Timeout|Immediate|Worker|MessagePort|Process|.*WRAP|.*Server)$/i.test(type);

/** What `work` began, and only that (the test runner has timers of its own), that would still keep the process alive. */
async function leftBy(work: () => Promise<unknown>): Promise<readonly string[]> {
  const ours = new AsyncLocalStorage<true>();
  const open = new Map<number, { type: string; resource: { hasRef?(): boolean } }>();
  const hook = createHook({
    init: (id, type, _trigger, resource) =>
      void (ours.getStore() && keepsAlive(type) && open.set(id, { type, resource })),
    destroy: (id) => void open.delete(id),
  }).enable();
  await ours.run(true, work);
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  hook.disable();
  return [...open.values()].filter(({ resource }) => resource.hasRef?.() ?? true).map(({ type }) => type);
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
    expect(await leftBy(() => recordOf(7))).toEqual([]);
  });

  it('would be seen to leave a timer running', async () => {
    let timer: NodeJS.Timeout | undefined;
    expect(await leftBy(async () => void (timer = setTimeout(() => undefined, 60_000)))).toEqual(['Timeout']);
    clearTimeout(timer);
  });
});
