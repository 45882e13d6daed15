import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Pod } from '../../src/kubernetes/objects/pod.ts';
import { isReady } from '../../src/kubernetes/objects/pod.ts';
import { type Lab, startLab } from './support/lab.ts';
import { container, pod, service } from './support/manifests.ts';

let lab: Lab;

beforeEach(async () => {
  lab = await startLab();
});
afterEach(() => lab.close());

const named = (name: string): Pod | undefined => lab.cluster.api.get('pods', { namespace: 'home', name });
const statusOf = (name: string) => named(name)?.status.containerStatuses?.[0];
const waitingFor = (name: string, reason: string) => () => statusOf(name)?.state.waiting?.reason === reason;
const ready = (name: string) => () => {
  const found = named(name);
  return found !== undefined && isReady(found) && found;
};
const create = (...args: Parameters<typeof pod>) =>
  lab.core.createNamespacedPod({ namespace: 'home', body: pod(...args) });
const ask = (path: string, port = ':80') =>
  lab.core.connectGetNamespacedServiceProxyWithPath({
    namespace: 'home',
    name: `web${port}`,
    path,
  }) as Promise<unknown>;

describe('a pod', () => {
  it('is a process that serves on its own address', async () => {
    await create('web', [container('1')]);
    const found = await lab.until(ready('web'));
    const { status, spec } = found;
    expect(status.phase).toBe('Running');
    expect(status.podIP).toMatch(/^10\./);
    expect(spec.nodeName).toMatch(/^ip-10-/);
    expect(await lab.askPod(found, '/hello')).toMatchObject({ version: '1', pod: 'web', path: '/hello' });
    expect(lab.network.at(status.podIP ?? '', 8080)?.label).toBe('web:1');
  });

  it("gets the image's environment under ConfigMaps, Secrets, its own fields and expansions", async () => {
    await lab.core.createNamespacedConfigMap({
      namespace: 'home',
      body: { metadata: { name: 'settings' }, data: { COLOUR: 'green', VERSION: 'from-map' } },
    });
    await lab.core.createNamespacedSecret({
      namespace: 'home',
      body: { metadata: { name: 'keys' }, stringData: { word: 'hush' } },
    });
    process.env['AWS_PROFILE'] = 'leaks';
    const env = [
      { name: 'WORD', valueFrom: { secretKeyRef: { name: 'keys', key: 'word' } } },
      { name: 'ME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      { name: 'ADDRESS', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
      { name: 'BOTH', value: '$(ME)-$(COLOUR)' },
      { name: 'PORT', value: '1' },
    ];
    await create('web', [container('1', { envFrom: [{ configMapRef: { name: 'settings' } }], env })]);
    const started = await lab.until(ready('web'));
    const value = async (name: string) => (await lab.askPod(started, `/env?name=${name}`)).value;
    const names = ['COLOUR', 'VERSION', 'WORD', 'ME', 'ADDRESS', 'BOTH', 'AWS_PROFILE'];
    expect(await Promise.all(names.map(value))).toEqual([
      'green',
      'from-map',
      'hush',
      'web',
      started.status.podIP,
      'web-green',
      null,
    ]);
  });

  it('waits with CreateContainerConfigError for a ConfigMap that is missing', async () => {
    await create('web', [container('1', { envFrom: [{ configMapRef: { name: 'settings' } }] })]);
    await lab.until(waitingFor('web', 'CreateContainerConfigError'));
    expect(statusOf('web')?.state.waiting?.message).toBe('configmap "settings" not found');
    await lab.core.createNamespacedConfigMap({ namespace: 'home', body: { metadata: { name: 'settings' } } });
    await lab.until(ready('web'));
  });

  it('waits in ImagePullBackOff for an image that is not there', async () => {
    const image = lab.images.get('web:1');
    await create('web', [container('9')]);
    await lab.until(waitingFor('web', 'ErrImagePull'));
    await lab.until(waitingFor('web', 'ImagePullBackOff'));
    expect(named('web')?.status.phase).toBe('Pending');
    if (image !== undefined) lab.images.set('web:9', image);
    await lab.until(ready('web'));
  });

  it('that crashes is started again at once, after 10 s, after 20 s', async () => {
    await create('web', [container('crash')]);
    const starts: number[] = [];
    await lab.until(() => {
      const status = statusOf('web');
      const started = status?.state.running?.startedAt;
      if (status !== undefined && started !== undefined) starts[status.restartCount] ??= Date.parse(started);
      return starts.length === 4;
    });
    const gaps = starts.slice(1).map((start, index) => Math.round((start - (starts[index] ?? 0)) / 1000));
    expect(gaps[0]).toBeLessThanOrEqual(2);
    expect(gaps[1]).toBeGreaterThanOrEqual(10);
    expect(gaps[2]).toBeGreaterThanOrEqual(20);
    await lab.until(waitingFor('web', 'CrashLoopBackOff'));
    expect(statusOf('web')?.lastState.terminated).toMatchObject({ exitCode: 3, reason: 'Error' });
    expect(statusOf('web')?.state.waiting?.message).toContain(
      'back-off 40s restarting failed container=web pod=web_home',
    );
  });

  it('counts a restart when its container starts again, and not while it waits', async () => {
    const counts = new Set<string>();
    lab.cluster.api.subscribe(({ object }) => {
      const { status } = object as Pod;
      for (const { restartCount, state } of status?.containerStatuses ?? [])
        counts.add(`${restartCount} ${Object.keys(state).join()}`);
    });
    await create('web', [container('crash')]);
    await lab.until(() => statusOf('web')?.restartCount === 2 && waitingFor('web', 'CrashLoopBackOff')());
    expect([...counts]).toEqual([
      ...['0 waiting', '0 running', '0 terminated', '1 running', '1 terminated', '1 waiting'],
      ...['2 running', '2 terminated', '2 waiting'],
    ]);
  });

  it('whose command does not exist ends with a StartError', async () => {
    await create('web', [container('1', { command: ['no-such-program'] })]);
    await lab.until(() => statusOf('web')?.lastState.terminated?.reason === 'StartError');
    expect(statusOf('web')?.lastState.terminated?.exitCode).toBe(128);
  });

  it('gets no traffic while its readiness probe fails, and loses it when the probe fails later', async () => {
    await lab.core.createNamespacedService({ namespace: 'home', body: service });
    await create('bad', [container('unready')]);
    await lab.until(() => statusOf('bad')?.state.running !== undefined);
    await expect(ask('hello')).rejects.toMatchObject({ code: 503 });
    await create('good', [container('1')]);
    await lab.until(ready('good'));
    expect(await ask('break')).toMatchObject({ pod: 'good' });
    await lab.until(() => !ready('good')());
    await expect(ask('hello')).rejects.toMatchObject({ code: 503 });
    const conditions = named('good')?.status.conditions ?? [];
    expect(conditions.find(({ type }) => type === 'Ready')).toMatchObject({
      status: 'False',
      reason: 'ContainersNotReady',
      message: 'containers with unready status: [web]',
    });
  });

  it('is restarted when its liveness probe fails', async () => {
    const livenessProbe = { httpGet: { path: '/health', port: 8080 }, periodSeconds: 1, failureThreshold: 2 };
    await create('web', [container('unready', { livenessProbe })]);
    await lab.until(() => statusOf('web')?.restartCount === 1);
    const events = lab.cluster.api.list('events', 'home').map(({ reason, message }) => `${reason}: ${message}`);
    expect(events).toContain('Unhealthy: Liveness probe failed: HTTP probe failed with statuscode: 503');
    expect(events).toContain('Killing: Container web failed liveness probe, will be restarted');
  });

  it('is left alone by other probes until its startup probe passes', async () => {
    const startupProbe = { httpGet: { path: '/health', port: 8080 }, periodSeconds: 1, failureThreshold: 3 };
    await create('web', [container('unready', { startupProbe })]);
    await lab.until(() => statusOf('web')?.restartCount === 1);
    expect(statusOf('web')?.started).toBe(false);
    const events = lab.cluster.api.list('events', 'home').map(({ message }) => message);
    expect(events.join()).toContain('Startup probe failed');
    expect(events.join()).not.toContain('Readiness probe failed');
  });

  it('runs its init containers one after the other, first', async () => {
    const setUp = { name: 'set-up', image: 'web:task' };
    await create('web', [container('1')], { initContainers: [setUp] });
    await lab.until(waitingFor('web', 'PodInitializing'));
    const { status } = await lab.until(ready('web'));
    expect(status.initContainerStatuses?.[0]?.state.terminated).toMatchObject({ exitCode: 0, reason: 'Completed' });
    const log = await lab.core.readNamespacedPodLog({ namespace: 'home', name: 'web', container: 'set-up' });
    expect(log).toBe('task done\n');
  });

  it('killed by a fault comes back with exit code 137 and its former log', async () => {
    await create('web', [container('1')]);
    await lab.until(ready('web'));
    lab.cluster.killPod({ namespace: 'home', name: 'web' });
    await lab.until(() => statusOf('web')?.restartCount === 1 && ready('web')());
    expect(statusOf('web')?.lastState.terminated?.exitCode).toBe(137);
    const previous = await lab.core.readNamespacedPodLog({ namespace: 'home', name: 'web', previous: true });
    expect(previous).toBe('listening 1\n');
  });

  it('of a Job ends for good', async () => {
    await create('task', [{ name: 'task', image: 'web:task' }], { restartPolicy: 'Never' });
    await lab.until(() => named('task')?.status.phase === 'Succeeded');
    await create('fail', [{ name: 'task', image: 'web:crash' }], { restartPolicy: 'Never' });
    await lab.until(() => named('fail')?.status.phase === 'Failed');
    expect(statusOf('fail')?.state.terminated?.exitCode).toBe(3);
  });
});
