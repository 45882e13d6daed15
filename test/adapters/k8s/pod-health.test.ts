import { afterEach, describe, expect, it } from '@jest/globals';
import { createHealthStage, type HealthStage } from './health-stage.ts';

let stage: HealthStage | undefined;
const open = async (...args: Parameters<typeof createHealthStage>): Promise<HealthStage> => {
  stage = await createHealthStage(...args);
  return stage;
};
afterEach(async () => {
  await stage?.close();
  stage = undefined;
});

const isReady = ({ ready }: { ready: number }) => ready === 3;
const healthy = { wanted: 3, ready: 3, unready: [], restarted: [], stuck: null };

/** Three pods that serve, and their names. */
const serving = async (pod: object = {}) => {
  const here = await open();
  await here.deploy(pod);
  await here.until(isReady);
  const names = here.pods().map(({ metadata }) => metadata.name);
  return { here, one: names[0] ?? '', names: names.toSorted() };
};

describe('pods of a candidate', () => {
  it('that serve are ready, and nothing else is said of them', async () => {
    const { here } = await serving();
    expect(await here.look()).toEqual(healthy);
  });

  it('are none where nothing was deployed', async () => {
    const here = await open();
    expect(await here.look()).toEqual({ ...healthy, wanted: 0, ready: 0 });
  });
});

describe('an unready pod', () => {
  it('is one that was ready and fails its readiness probe now, until it passes again', async () => {
    const { here, one } = await serving();
    here.sick.add(one);
    expect(await here.until(({ unready }) => unready.length > 0)).toEqual({ ...healthy, ready: 2, unready: [one] });
    here.sick.clear();
    expect(await here.until(isReady)).toEqual(healthy);
  });

  it('is not one that still starts', async () => {
    const { here, names } = await serving();
    const start = here.cluster.api.subscribe(({ object }) => {
      if (!names.includes(object.metadata.name)) here.sick.add(object.metadata.name);
    });
    await here.patch({ replicas: 4 });
    await here.clock.sleep(120_000);
    start();
    expect(await here.look()).toEqual({ ...healthy, wanted: 4 });
  });

  it('is not one that starts again', async () => {
    const { here, one } = await serving();
    here.sick.add(one);
    here.kill(one);
    await here.until(({ restarted }) => restarted.length > 0);
    await here.clock.sleep(60_000);
    expect(await here.look()).toMatchObject({ ready: 2, unready: [], restarted: [{ pod: one, restarts: 1 }] });
  });

  it('is not one of a node that is lost', async () => {
    const { here, one } = await serving();
    const node = here.pods().find(({ metadata }) => metadata.name === one)?.spec.nodeName ?? '';
    await here.cluster.failNode(node);
    expect(await here.until(({ ready }) => ready < 3)).toEqual({ ...healthy, ready: 2 });
    await here.until(isReady);
    expect(here.pods()).toHaveLength(4);
    expect(await here.look()).toEqual(healthy);
  });

  it('is not one that is on its way out', async () => {
    const { here, names } = await serving({
      containers: [
        {
          ...{ name: 'app', image: 'shop:1', ports: [{ containerPort: 8080 }] },
          readinessProbe: { httpGet: { path: '/health', port: 8080 }, periodSeconds: 1 },
          lifecycle: { preStop: { sleep: { seconds: 25 } } },
        },
      ],
    });
    for (const name of names) here.sick.add(name);
    await here.until(({ unready }) => unready.length === 3);
    await here.patch({ replicas: 0 });
    expect(await here.look()).toEqual({ ...healthy, wanted: 0, ready: 0 });
    expect(here.pods()).toHaveLength(3);
  });
});

describe('a restarted pod', () => {
  it('is told with how often, when and how its container ended', async () => {
    const { here, one } = await serving();
    const before = here.clock.now();
    here.kill(one);
    const [restarted] = (await here.until((health) => health.restarted.length > 0 && isReady(health))).restarted;
    expect(restarted).toMatchObject({
      pod: one,
      restarts: 1,
      how: 'container app ended with exit code 137 (SIGKILL)',
    });
    expect(Date.parse(restarted?.lastAt ?? '')).toBeGreaterThanOrEqual(Math.floor(before / 1000) * 1000);
  });

  it('counts every end, also the one from which it has not come back', async () => {
    const here = await open((host) => host.exit(3));
    await here.deploy();
    const { restarted, unready } = await here.until(({ stuck }) => stuck !== null);
    expect(restarted).toHaveLength(3);
    const looping = restarted.find(({ restarts }) => restarts === 3);
    expect(looping?.how).toBe('container app ended with exit code 3');
    expect(unready).toEqual([]);
  });

  it('is none that restarted before, or ends because it is deleted', async () => {
    const { here, one } = await serving();
    here.kill(one);
    await here.until((health) => health.restarted.length > 0 && isReady(health));
    await here.clock.sleep(5000);
    const since = new Date(here.clock.now()).toISOString();
    expect(await here.look(since)).toEqual(healthy);
    await here.patch({ replicas: 1 });
    await here.until(({ wanted, ready }) => wanted === 1 && ready === 1, since);
    await here.clock.sleep(60_000);
    expect((await here.look(since)).restarted).toEqual([]);
  });

  it('is none whose node was lost and is back', async () => {
    const { here, one } = await serving();
    const node = here.pods().find(({ metadata }) => metadata.name === one)?.spec.nodeName ?? '';
    await here.cluster.failNode(node);
    await here.until(({ ready }) => ready < 3);
    here.cluster.restoreNode(node);
    expect(await here.until(isReady)).toEqual(healthy);
    const { containerStatuses } = here.pods().find(({ metadata }) => metadata.name === one)?.status ?? {};
    expect(containerStatuses).toMatchObject([{ restartCount: 1, lastState: { terminated: { reason: 'Unknown' } } }]);
  });

  it('that is older than the release counts what is known of it', async () => {
    const { here, one } = await serving();
    for (let time = 0; time < 2; time++) {
      here.kill(one);
      await here.until(({ ready }) => ready === 2);
      await here.until(isReady);
      await here.clock.sleep(700_000);
    }
    const since = new Date(here.clock.now()).toISOString();
    here.kill(one);
    await here.until(({ restarted }) => restarted.length > 0, since);
    expect((await here.until(isReady, since)).restarted).toMatchObject([{ pod: one, restarts: 1 }]);
    expect((await here.look()).restarted).toMatchObject([{ pod: one, restarts: 3 }]);
  });
});
