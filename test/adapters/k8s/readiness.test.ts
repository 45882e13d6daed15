import { describe, expect, it } from '@jest/globals';
import type { V1ContainerState, V1ContainerStatus, V1Deployment, V1Pod } from '@kubernetes/client-node';
import { readinessOf } from '../../../src/adapters/k8s/readiness.ts';
import { deployment } from './manifests.ts';

const observed = (status: object, generation = 4): V1Deployment => ({
  ...deployment,
  metadata: { ...deployment.metadata, generation },
  status: { observedGeneration: 4, ...status },
});

describe('ready pods', () => {
  it('are counted once the controller has seen the deployment as it is now', () => {
    const status = { replicas: 2, updatedReplicas: 2, readyReplicas: 2 };
    expect(readinessOf(observed(status), [])).toEqual({ wanted: 2, ready: 2, stuck: null });
    expect(readinessOf(observed(status, 5), [])).toEqual({ wanted: 2, ready: 0, stuck: null });
  });

  it('of a former template do not count', () => {
    expect(readinessOf(observed({ replicas: 5, updatedReplicas: 2, readyReplicas: 4 }), []).ready).toBe(1);
    expect(readinessOf(observed({ replicas: 3, updatedReplicas: 0, readyReplicas: 2 }), []).ready).toBe(0);
  });

  it('are never all of them while a pod of a former template is left', () => {
    expect(readinessOf(observed({ replicas: 3, updatedReplicas: 2, readyReplicas: 3 }), []).ready).toBe(1);
    expect(readinessOf(observed({ replicas: 5, updatedReplicas: 4, readyReplicas: 5 }), []).ready).toBe(1);
  });

  it('are none where the controller has said nothing yet', () => {
    expect(readinessOf(deployment, [])).toEqual({ wanted: 2, ready: 0, stuck: null });
  });
});

describe('a rollout that goes nowhere', () => {
  const condition = (reason: string) => ({
    conditions: [{ type: 'Progressing', status: 'False', reason, message: 'ReplicaSet "orders-5d9" has timed out.' }],
  });

  it('is told by its deadline, once the controller has seen the deployment as it is now', () => {
    const overdue = condition('ProgressDeadlineExceeded');
    expect(readinessOf(observed(overdue), []).stuck).toBe(
      'ProgressDeadlineExceeded: ReplicaSet "orders-5d9" has timed out.',
    );
    expect(readinessOf(observed(overdue, 5), []).stuck).toBeNull();
    expect(readinessOf(observed(condition('ReplicaSetUpdated')), []).stuck).toBeNull();
  });

  it('may be paused', () => {
    const paused = { ...deployment, spec: { ...deployment.spec, paused: true } } as V1Deployment;
    expect(readinessOf(paused, []).stuck).toContain('deployment orders is paused');
  });
});

describe('a pod that only waits for the load balancer', () => {
  const gated = (conditions: Record<string, boolean>, gates = ['target-health.elbv2.k8s.aws/orders']): V1Pod => ({
    spec: {
      containers: deployment.spec?.template.spec?.containers ?? [],
      readinessGates: gates.map((conditionType) => ({ conditionType })),
    },
    status: {
      conditions: Object.entries(conditions).map(([type, holds]) => ({ type, status: holds ? 'True' : 'False' })),
    },
  });
  const ready = (...pods: V1Pod[]) =>
    readinessOf(observed({ replicas: 2, updatedReplicas: 2, readyReplicas: 0 }), pods).ready;

  it('is as ready as the cluster can tell', () => {
    expect(ready(gated({ ContainersReady: true, Ready: false }))).toBe(1);
  });

  it('is none whose containers, or another gate, are not ready', () => {
    expect(ready(gated({ ContainersReady: false, Ready: false }))).toBe(0);
    expect(ready(gated({ ContainersReady: true, Ready: false }, ['target-health.elbv2.k8s.aws/orders', 'mine']))).toBe(
      0,
    );
    expect(ready(gated({ ContainersReady: true, Ready: false }, []))).toBe(0);
  });
});

const pod = (state: V1ContainerState, changes: Partial<V1ContainerStatus> = {}, image?: string): V1Pod => ({
  metadata: { name: 'orders-5d9-x7x' },
  spec: {
    containers: (deployment.spec?.template.spec?.containers ?? []).map((container) => ({
      ...container,
      ...(image === undefined ? {} : { image }),
    })),
  },
  status: {
    containerStatuses: [{ name: 'app', image: 'i', imageID: '', ready: false, restartCount: 0, state, ...changes }],
  },
});
const waiting = (reason: string, message?: string) => ({
  waiting: { reason, ...(message === undefined ? {} : { message }) },
});
const stuck = (...pods: V1Pod[]) => readinessOf(deployment, pods).stuck;

describe('a pod that can never get ready', () => {
  it.each(['ImagePullBackOff', 'ErrImagePull', 'InvalidImageName', 'CreateContainerConfigError'])(
    'is told by %s, with its name and the message',
    (reason) => {
      expect(stuck(pod({ running: {} }), pod(waiting(reason, 'no such thing')))).toBe(
        `pod orders-5d9-x7x: ${reason}: no such thing`,
      );
    },
  );

  it('is one that crashed more than once', () => {
    const lastState = { terminated: { exitCode: 3, message: 'no database\n' } };
    expect(stuck(pod(waiting('CrashLoopBackOff'), { restartCount: 1, lastState }))).toBeNull();
    expect(stuck(pod(waiting('CrashLoopBackOff'), { restartCount: 2, lastState }))).toBe(
      'pod orders-5d9-x7x: CrashLoopBackOff after 2 restarts: exit code 3, no database',
    );
  });

  it('may be stuck in an init container', () => {
    const { containerStatuses = [], ...status } = pod(waiting('ErrImagePull')).status ?? {};
    const initializing = { ...pod({}), status: { ...status, initContainerStatuses: containerStatuses } };
    expect(stuck(initializing)).toBe('pod orders-5d9-x7x: ErrImagePull');
  });

  it('is none that merely starts, is on its way out, or is of a former template', () => {
    const leaving = pod(waiting('ErrImagePull'));
    const gone = { ...leaving, metadata: { ...leaving.metadata, deletionTimestamp: new Date(0) } };
    expect(stuck(pod(waiting('ContainerCreating')), gone, pod(waiting('ErrImagePull'), {}, 'former'))).toBeNull();
  });
});

describe('a pod that comes and goes', () => {
  const lastState = { terminated: { exitCode: 1, finishedAt: new Date('2026-11-23T10:00:40Z') } };
  const born = (changes: Partial<V1Pod['metadata']>): V1Pod => {
    const running = pod({ running: {} }, { ready: true, restartCount: 2, lastState });
    const creationTimestamp = new Date('2026-11-23T10:00:00Z');
    return { ...running, metadata: { ...running.metadata, creationTimestamp, ...changes } };
  };

  it('is told with its ends, though it is ready', () => {
    expect(readinessOf(deployment, [born({})]).restarted).toEqual([
      {
        ...{ pod: 'orders-5d9-x7x', restarts: 2, lastAt: '2026-11-23T10:00:40.000Z' },
        how: 'container app ended with exit code 1',
      },
    ]);
  });

  it('is none that is on its way out, or of a former template', () => {
    const former = { ...born({}), spec: pod({}, {}, 'former').spec } as V1Pod;
    expect(readinessOf(deployment, [born({ deletionTimestamp: new Date(0) }), former])).not.toHaveProperty('restarted');
  });
});
