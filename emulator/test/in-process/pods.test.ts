import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ContainerStatus, Pod } from '../../src/kubernetes/objects/pod.ts';
import { openShop, type Shop } from './shop.ts';
import { greeter } from './workloads.ts';

let shop: Shop;
beforeEach(async () => {
  shop = await openShop();
});
afterEach(() => shop.close());

const port = 8080;
const containerOf = (pod: Pod | undefined): ContainerStatus | undefined => pod?.status.containerStatuses?.[0];
const firstContainer = () => containerOf(shop.pods('blue')[0]);
const isWaitingFor = (reason: string) => () => firstContainer()?.state.waiting?.reason === reason;
const areReady = (count: number) => () => shop.ready('blue').length === count;

describe('a pod whose image is a program of this process', () => {
  it('is not ready while its probe fails, and then is', async () => {
    const opensAt = shop.clock.now() + 120_000;
    const handle = () => ({ status: shop.clock.now() < opensAt ? 503 : 200 });
    shop.deploy('blue', '1', greeter('one', { handle }), { replicas: 1 });
    await shop.until(() => firstContainer()?.state.running !== undefined);
    expect(shop.ready('blue')).toEqual([]);
    await shop.until(areReady(1));
    expect(shop.clock.now()).toBeGreaterThanOrEqual(opensAt);
  });

  it('fails its probe by an answer that comes after the timeout', async () => {
    shop.deploy('blue', '1', greeter('one', { handle: () => ({ status: 200, delayMs: 1_500 }) }), { replicas: 1 });
    await shop.clock.sleep(60_000);
    expect(shop.ready('blue')).toEqual([]);
    expect(shop.cluster.api.list('events', 'blue').map(({ message }) => message)).toContain(
      'Readiness probe failed: Get "http:///health": context deadline exceeded',
    );
  });

  it('refuses connections until it has started', async () => {
    const slow = greeter('one');
    shop.deploy('blue', '1', async (host) => host.clock.sleep(30_000).then(() => slow(host)), { replicas: 1 });
    const before = shop.clock.now();
    await shop.until(areReady(1));
    expect(shop.clock.now() - before).toBeGreaterThanOrEqual(30_000);
  });

  it('is started anew when its liveness probe fails', async () => {
    const livenessProbe = { tcpSocket: { port: 9 }, periodSeconds: 2 };
    const container = { ports: [{ containerPort: port }, { containerPort: 9, name: 'other' }] };
    shop.deploy('blue', '1', greeter('one'), { replicas: 1, container: { ...container, livenessProbe } });
    await shop.clock.sleep(60_000);
    expect(firstContainer()?.restartCount).toBe(0);
    const dead = { ...livenessProbe, tcpSocket: { port: 10 } };
    shop.cluster.api.remove('deployments', { namespace: 'blue', name: 'shop' });
    await shop.until(() => shop.pods('blue').length === 0);
    shop.deploy('blue', '2', greeter('two'), { replicas: 1, container: { ...container, livenessProbe: dead } });
    await shop.until(() => (firstContainer()?.restartCount ?? 0) > 0);
    expect(firstContainer()?.lastState.terminated).toMatchObject({ exitCode: 0, reason: 'Completed' });
  });

  it('backs off when it ends by itself again and again, and keeps what it wrote', async () => {
    shop.deploy('blue', '1', ({ exit, log }) => {
      log('no database');
      exit(3);
      return {};
    });
    await shop.until(isWaitingFor('CrashLoopBackOff'));
    expect(firstContainer()?.lastState.terminated).toMatchObject({ exitCode: 3, reason: 'Error' });
  });

  it('ends with code 1 when it fails to start', async () => {
    const broken = () => {
      throw new Error('no such module');
    };
    shop.deploy('blue', '1', broken);
    await shop.until(isWaitingFor('CrashLoopBackOff'));
    expect(firstContainer()?.lastState.terminated).toMatchObject({ exitCode: 1 });
  });

  it('waits for an image that does not exist', async () => {
    const missing = shop.push('1', greeter('one')).replace(':1', ':9');
    shop.deploy('blue', '2', greeter('two'), { replicas: 1, container: { image: missing } });
    await shop.until(isWaitingFor('ImagePullBackOff'));
  });

  it('has its preStop sleep and its grace period before it is killed', async () => {
    const ends: string[] = [];
    const stubborn = greeter('one', { terminate: () => void ends.push(`asked at ${shop.clock.now()}`) });
    const lifecycle = { preStop: { sleep: { seconds: 5 } } };
    shop.deploy('blue', '1', stubborn, { replicas: 1, container: { lifecycle } });
    await shop.until(areReady(1));
    const before = shop.clock.now();
    shop.cluster.api.remove('deployments', { namespace: 'blue', name: 'shop' });
    await shop.until(() => shop.pods('blue').length === 0);
    expect(ends).toEqual([`asked at ${before + 5_000}`]);
    expect(shop.clock.now() - before).toBeGreaterThanOrEqual(30_000);
    expect(shop.clock.now() - before).toBeLessThanOrEqual(31_000);
  });

  it('serves again after it was killed, on the same address', async () => {
    shop.deploy('blue', '1', greeter('one'), { replicas: 1 });
    await shop.until(areReady(1));
    const [pod] = shop.pods('blue');
    shop.cluster.killPod({ namespace: 'blue', name: pod?.metadata.name ?? '' });
    await shop.until(() => firstContainer()?.restartCount === 1 && areReady(1)());
    expect(firstContainer()?.lastState.terminated).toMatchObject({ exitCode: 137 });
    expect(shop.pods('blue')[0]?.status.podIP).toBe(pod?.status.podIP);
  });

  it('is gone with its node, and comes back elsewhere', async () => {
    shop.deploy('blue', '1', greeter('one'), { replicas: 2 });
    await shop.until(() => areReady(2)() && shop.targets('blue').every((state) => state === 'healthy'));
    const [lost] = shop.pods('blue');
    const node = lost?.spec.nodeName ?? '';
    await shop.cluster.failNode(node);
    expect((await shop.askMany(2)).map(({ status }) => status).sort()).toEqual([200, 504]);
    await shop.until(() => shop.ready('blue').length === 1, 60);
    await shop.until(() => shop.ready('blue').filter(({ spec }) => spec.nodeName !== node).length === 2);
  });
});
