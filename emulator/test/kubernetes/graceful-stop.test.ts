import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isReady } from '../../src/kubernetes/objects/pod.ts';
import { type Lab, startLab } from './support/lab.ts';
import { binding, container, pod, service } from './support/manifests.ts';

let lab: Lab;

beforeEach(async () => {
  lab = await startLab();
});
afterEach(() => lab.close());

const web = () => lab.cluster.api.get('pods', { namespace: 'home', name: 'web' });
const start = async (...args: Parameters<typeof container>) => {
  await lab.core.createNamespacedPod({ namespace: 'home', body: pod('web', [container(...args)]) });
  return lab.until(() => {
    const found = web();
    return found !== undefined && isReady(found) && found;
  });
};
const remove = (gracePeriodSeconds?: number) =>
  lab.core.deleteNamespacedPod({
    namespace: 'home',
    name: 'web',
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
  });

describe('a pod that is deleted', () => {
  it('leaves its target group at once and keeps serving through its preStop sleep', async () => {
    await lab.core.createNamespacedService({ namespace: 'home', body: service });
    await lab.objects.create(binding);
    const started = await start('1', { lifecycle: { preStop: { sleep: { seconds: 12 } } } });
    const { status } = started;
    const address = `${status.podIP}:8080`;
    await lab.until(() => lab.targets.registered().includes(address));
    const done = lab.clock.busy();
    const begun = lab.clock.now();
    await remove();
    expect(web()?.metadata.deletionGracePeriodSeconds).toBe(30);
    await lab.until(() => !lab.targets.registered().includes(address));
    expect(await lab.askPod(started, '/')).toMatchObject({ version: '1' });
    done();
    await lab.until(() => web() === undefined);
    const seconds = (lab.clock.now() - begun) / 1000;
    expect(seconds).toBeGreaterThanOrEqual(12);
    expect(seconds).toBeLessThan(30);
    expect(lab.network.at(status.podIP ?? '', 8080)).toBeUndefined();
  });

  it('understands `sleep` as an exec hook and waits in emulated time', async () => {
    await start('1', { lifecycle: { preStop: { exec: { command: ['/bin/sh', '-c', 'sleep 20'] } } } });
    const begun = lab.clock.now();
    await remove();
    await lab.until(() => web() === undefined);
    expect((lab.clock.now() - begun) / 1000).toBeGreaterThanOrEqual(20);
  });

  it('is killed when it ignores SIGTERM for its whole grace period', async () => {
    await start('stubborn');
    const { pid } = await lab.core
      .connectGetNamespacedPodProxyWithPath({ namespace: 'home', name: 'web', path: 'who' })
      .then((answer) => answer as unknown as { pid: number });
    const begun = lab.clock.now();
    await remove(15);
    await lab.until(() => web() === undefined);
    expect((lab.clock.now() - begun) / 1000).toBeGreaterThanOrEqual(15);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it('without grace is gone at once', async () => {
    await start('stubborn');
    await remove(0);
    expect(web()).toBeUndefined();
  });
});
