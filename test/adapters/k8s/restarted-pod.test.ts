import { describe, expect, it } from '@jest/globals';
import type { V1ContainerState, V1ContainerStatus, V1Pod, V1PodStatus } from '@kubernetes/client-node';
import { healthOf } from '../../../src/adapters/k8s/pod-health.ts';
import { deployment } from './manifests.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 23, 10) + seconds * 1000);
const since = at(0).toISOString();

const ended = (seconds: number, end: object): V1ContainerState => ({
  terminated: { exitCode: 1, startedAt: at(seconds - 1), finishedAt: at(seconds), ...end },
});
const running = (seconds: number): V1ContainerState => ({ running: { startedAt: at(seconds) } });
const container = (name: string, changes: Partial<V1ContainerStatus>): V1ContainerStatus => ({
  ...{ name, image: 'i', imageID: '', ready: true, started: true, restartCount: 0, state: running(2) },
  ...changes,
});
const fellAt = (seconds: number) => [
  { type: 'ContainersReady', status: 'False', reason: 'ContainersNotReady', lastTransitionTime: at(seconds) },
];

const containers = deployment.spec?.template.spec?.containers ?? [];
const pod = (status: V1PodStatus, spec: object = {}, createdAt = at(1)): V1Pod => ({
  metadata: { name: 'orders-5d9-x7x', creationTimestamp: createdAt },
  spec: { containers, ...spec },
  status: { phase: 'Running', ...status },
});
const look = (one: V1Pod) => {
  const { restarted, unready } = healthOf(deployment, [JSON.parse(JSON.stringify(one))], since);
  return { restarted, unready };
};
const nothing = { restarted: [], unready: [] };

const restartedOnce = (end: object, seconds = 60) =>
  pod({ containerStatuses: [container('app', { restartCount: 1, lastState: ended(seconds, end) })] });

describe('how a container ended', () => {
  it.each([
    [{ exitCode: 137, reason: 'OOMKilled' }, 'exit code 137 (OOMKilled, SIGKILL)'],
    [{ exitCode: 139, reason: 'Error' }, 'exit code 139 (SIGSEGV)'],
    [{ exitCode: 0, reason: 'Completed' }, 'exit code 0'],
    [{ exitCode: 2, reason: 'Error', message: 'password=hunter2' }, 'exit code 2'],
    [{ exitCode: 255, reason: 'Error' }, 'exit code 255'],
  ])('is told of %j', (end, how) => {
    expect(look(restartedOnce(end)).restarted).toEqual([
      { pod: 'orders-5d9-x7x', restarts: 1, lastAt: at(60).toISOString(), how: `container app ended with ${how}` },
    ]);
  });

  it('is the last one, of whichever container', () => {
    const containerStatuses = [
      container('app', { restartCount: 2, lastState: ended(60, { exitCode: 3 }) }),
      container('proxy', {
        restartCount: 1,
        lastState: ended(90, { exitCode: 4 }),
        state: ended(120, { exitCode: 5 }),
      }),
    ];
    expect(look(pod({ containerStatuses })).restarted).toMatchObject([
      { restarts: 4, lastAt: at(120).toISOString(), how: 'container proxy ended with exit code 5' },
    ]);
  });

  it('may be known to nobody', () => {
    const containerStatuses = [container('app', { restartCount: 2 })];
    expect(look(pod({ containerStatuses })).restarted).toMatchObject([
      { restarts: 2, lastAt: null, how: 'nobody knows how' },
    ]);
  });
});

describe('an end that says nothing of the version', () => {
  it.each(['ContainerStatusUnknown', 'Unknown'])('is one with its node (%s)', (reason) => {
    expect(look(restartedOnce({ exitCode: 255, reason }))).toEqual(nothing);
  });

  it('is one before the release, of a pod that is older', () => {
    const containerStatuses = [container('app', { restartCount: 7, lastState: ended(-60, {}) })];
    expect(look(pod({ containerStatuses }, {}, at(-3600)))).toEqual(nothing);
  });

  it('is one of a pod that was evicted', () => {
    const containerStatuses = [container('app', { ready: false, state: ended(60, { exitCode: 137 }) })];
    expect(look(pod({ phase: 'Failed', reason: 'Evicted', containerStatuses }))).toEqual(nothing);
  });

  it('is one of an init container, unless it is a sidecar', () => {
    const initContainerStatuses = [container('first', { restartCount: 1, lastState: ended(60, { exitCode: 9 }) })];
    const init = { name: 'first', image: 'i' };
    expect(look(pod({ initContainerStatuses }, { initContainers: [init] }))).toEqual(nothing);
    const sidecar = { ...init, restartPolicy: 'Always' };
    expect(look(pod({ initContainerStatuses }, { initContainers: [sidecar] })).restarted).toMatchObject([
      { restarts: 1, how: 'container first ended with exit code 9' },
    ]);
  });
});

describe('readiness', () => {
  const unready = { ready: false };

  it('is lost by a pod one of whose containers was ready in this run and is not', () => {
    const lost = (name: string) => ({ containerStatuses: [container(name, unready)], conditions: fellAt(40) });
    expect(look(pod(lost('app'))).unready).toEqual(['orders-5d9-x7x']);
  });

  it('is lost by a pod whose sidecar loses it', () => {
    const status = { initContainerStatuses: [container('mesh', unready)], containerStatuses: [container('app', {})] };
    const initContainers = [{ name: 'mesh', image: 'i', restartPolicy: 'Always' }];
    expect(look(pod({ ...status, conditions: fellAt(40) }, { initContainers })).unready).toHaveLength(1);
  });

  it.each([
    ['never was ready', container('app', unready), fellAt(1)],
    ['has not passed its startup probe', container('app', { ...unready, started: false }), fellAt(40)],
    ['waits to be restarted', container('app', { ...unready, state: { waiting: { reason: 'x' } } }), fellAt(40)],
    ['runs again', container('app', { ...unready, restartCount: 1, state: running(38) }), fellAt(40)],
    ['waits for a readiness gate', container('app', {}), []],
  ])('is not lost by a pod that %s', (_what, status, conditions) => {
    expect(look(pod({ containerStatuses: [status], conditions })).unready).toEqual([]);
  });

  it('is not lost by pods of a lost node', () => {
    const conditions = [
      { type: 'ContainersReady', status: 'True', lastTransitionTime: at(5) },
      { type: 'Ready', status: 'False', lastTransitionTime: at(40) },
    ];
    expect(look(pod({ containerStatuses: [container('app', {})], conditions })).unready).toEqual([]);
    const lost = { containerStatuses: [container('app', unready)], conditions: fellAt(40), reason: 'NodeLost' };
    expect(look(pod(lost)).unready).toEqual([]);
  });
});
