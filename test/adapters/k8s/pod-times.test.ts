import { describe, expect, it } from '@jest/globals';
import type { V1Container, V1Lifecycle, V1Pod } from '@kubernetes/client-node';
import { stopSecondsOf } from '../../../src/adapters/k8s/pod-end.ts';
import { slowestStart } from '../../../src/adapters/k8s/pod-start.ts';
import { deployment } from './manifests.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 23, 10) + seconds * 1000);

const pod = (readyAfter: number | null, restartCount = 0): V1Pod => ({
  status: {
    startTime: at(0),
    conditions: [
      readyAfter === null
        ? { type: 'Ready', status: 'False', lastTransitionTime: at(3) }
        : { type: 'Ready', status: 'True', lastTransitionTime: at(readyAfter) },
    ],
    containerStatuses: [{ name: 'app', image: 'i', imageID: '', ready: true, restartCount }],
  },
});

describe('a start', () => {
  it('takes as long as the slowest ready pod took', () => {
    expect(slowestStart(deployment, [pod(8), pod(21), pod(null)])).toBe(21);
  });

  it('is not told by pods that were unready later, or restarted', () => {
    expect(slowestStart(deployment, [pod(8), pod(86_400), pod(90, 2)])).toBe(8);
    expect(slowestStart(deployment, [pod(86_400), pod(null)])).toBeNull();
  });

  it('is over when the containers are ready, whatever a readiness gate waits for', () => {
    const containersReady = { type: 'ContainersReady', status: 'True', lastTransitionTime: at(4) };
    const { status } = pod(19);
    const gated = { status: { ...status, conditions: [...(status?.conditions ?? []), containersReady] } };
    expect(slowestStart(deployment, [gated])).toBe(4);
  });

  it('reads times as the API server writes them', () => {
    const { startTime, conditions } = JSON.parse(JSON.stringify(pod(12).status));
    expect(slowestStart(deployment, [{ status: { startTime, conditions } }])).toBe(12);
  });
});

const container = (name: string, preStop?: V1Lifecycle['preStop']): V1Container => ({
  name,
  ...(preStop === undefined ? {} : { lifecycle: { preStop } }),
});
const stopSeconds = (...containers: V1Container[]) => stopSecondsOf({ spec: { containers } });

describe('a stop', () => {
  it('takes a moment without a hook, whatever the grace period', () => {
    expect(stopSeconds(container('app'))).toBe(2);
  });

  it.each([
    ['a sleep of Kubernetes', { sleep: { seconds: 10 } }, 12],
    ['a sleep of a shell', { exec: { command: ['sh', '-c', 'sleep 5'] } }, 7],
    ['a sleep before other commands', { exec: { command: ['/bin/sh', '-c', 'sleep 5 && nginx -s quit'] } }, 7],
    ['a sleep that outlasts the grace period', { sleep: { seconds: 90 } }, 30],
    ['a hook that does not tell', { httpGet: { port: 80, path: '/stop' } }, 30],
  ])('takes the time of %s', (_what, preStop, seconds) => {
    expect(stopSeconds(container('app'), container('proxy', preStop))).toBe(seconds);
  });

  it('is cut short by the grace period', () => {
    const containers = [container('app', { sleep: { seconds: 10 } })];
    expect(stopSecondsOf({ spec: { containers, terminationGracePeriodSeconds: 5 } })).toBe(5);
  });
});
