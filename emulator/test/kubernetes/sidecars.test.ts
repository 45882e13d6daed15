import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isReady, type Pod } from '../../src/kubernetes/objects/pod.ts';
import { type Lab, startLab } from './support/lab.ts';
import { container, pod } from './support/manifests.ts';

let lab: Lab;
beforeEach(async () => {
  lab = await startLab();
});
afterEach(() => lab.close());

const web = (): Pod | undefined => lab.cluster.api.get('pods', { namespace: 'home', name: 'web' });
const sidecarOf = () => web()?.status.initContainerStatuses?.[0];
const isUp = () => {
  const found = web();
  return found !== undefined && isReady(found);
};
const mesh = (tag: string, more: object = {}) => ({
  ...container(tag, { name: 'mesh', ports: [{ containerPort: 9000 }] }),
  ...{ readinessProbe: { httpGet: { path: '/health', port: 9000 }, periodSeconds: 1 }, restartPolicy: 'Always' },
  ...more,
});
const create = (initContainers: object[], tag = '1', spec: object = {}) =>
  lab.core.createNamespacedPod({ namespace: 'home', body: pod('web', [container(tag)], { initContainers, ...spec }) });
const conditionOf = (type: string) => web()?.status.conditions?.find((one) => one.type === type);

describe('a sidecar', () => {
  it('starts before the containers of its pod, and goes on beside them', async () => {
    await create([mesh('1'), { name: 'set-up', image: 'web:task' }]);
    await lab.until(isUp);
    const [sidecar, setUp] = web()?.status.initContainerStatuses ?? [];
    expect(sidecar).toMatchObject({ ready: true, started: true, restartCount: 0, state: { running: {} } });
    expect(setUp?.state.terminated?.exitCode).toBe(0);
  });

  it('holds them back until its startup probe has passed', async () => {
    const startupProbe = { httpGet: { path: '/health', port: 9000 }, periodSeconds: 1, failureThreshold: 1000 };
    await create([mesh('unready', { startupProbe })]);
    await lab.until(() => sidecarOf()?.state.running !== undefined);
    await lab.clock.sleep(60_000);
    expect(web()?.status.containerStatuses?.[0]?.state.waiting?.reason).toBe('PodInitializing');
    expect(conditionOf('Initialized')).toMatchObject({
      ...{ status: 'False', message: 'containers with incomplete status: [mesh]' },
    });
  });

  it('that is not ready keeps its pod from being ready', async () => {
    await create([mesh('unready')]);
    await lab.until(() => web()?.status.containerStatuses?.[0]?.ready);
    expect(isUp()).toBe(false);
    expect(conditionOf('ContainersReady')?.message).toBe('containers with unready status: [mesh]');
  });

  it('is restarted whenever it ends', async () => {
    await create([mesh('crash')]);
    await lab.until(() => sidecarOf()?.state.waiting?.reason === 'CrashLoopBackOff');
    expect(sidecarOf()?.lastState.terminated).toMatchObject({ exitCode: 3 });
  });

  it('ends after the others when its pod is deleted', async () => {
    const ends: string[] = [];
    await create([mesh('1')]);
    await lab.until(isUp);
    lab.cluster.api.subscribe(({ object }) => {
      const { containerStatuses = [], initContainerStatuses = [] } = (object as Pod).status ?? {};
      for (const { name, state } of [...containerStatuses, ...initContainerStatuses])
        if (state.terminated !== undefined && !ends.includes(name)) ends.push(name);
    });
    await lab.core.deleteNamespacedPod({ namespace: 'home', name: 'web' });
    await lab.until(() => web() === undefined);
    expect(ends).toEqual(['web', 'mesh']);
  });

  it('ends when the containers of a Job have ended, and its pod with it', async () => {
    const stubborn = mesh('1', { lifecycle: { preStop: { sleep: { seconds: 3 } } } });
    await lab.core.createNamespacedPod({
      namespace: 'home',
      body: pod('web', [{ name: 'task', image: 'web:task' }], { initContainers: [stubborn], restartPolicy: 'Never' }),
    });
    await lab.until(() => web()?.status.phase === 'Succeeded' && sidecarOf()?.state.terminated !== undefined);
    expect(sidecarOf()?.state.terminated?.exitCode).toBe(0);
  });
});
