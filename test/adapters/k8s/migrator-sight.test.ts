import { describe, expect, it } from '@jest/globals';
import type { V1ContainerState, V1Job, V1Pod } from '@kubernetes/client-node';
import { hasEnded, isFinished, sightOf } from '../../../src/adapters/k8s/migrator-sight.ts';
import { migratorJobWith } from './migrator-stage.ts';

const now = '2026-11-23T10:10:00.000Z';
const ago = (seconds: number): Date => new Date(+new Date(now) - seconds * 1000);

const jobWith = (condition?: object, createdSecondsAgo = 5): V1Job => ({
  metadata: { name: 'tidegate-shop-3-validate-1', namespace: 'orders-data', creationTimestamp: ago(createdSecondsAgo) },
  status: condition === undefined ? {} : { conditions: [{ status: 'True', type: 'Failed', ...condition }] },
});
const podWith = (copy: V1ContainerState, migrator: V1ContainerState, status: object = {}): V1Pod => {
  const common = { image: 'a', imageID: '', ready: false, restartCount: 0 };
  return {
    metadata: { name: 'pod' },
    spec: { containers: [], nodeName: 'node-1' },
    status: {
      phase: 'Pending',
      initContainerStatuses: [{ ...common, name: 'copy-migrations', state: copy }],
      containerStatuses: [{ ...common, name: 'migrator', state: migrator }],
      ...status,
    },
  };
};
const waiting = (reason = 'PodInitializing', message = ''): V1ContainerState => ({ waiting: { reason, message } });
const ended = (exitCode: number, message = '', reason = exitCode === 0 ? 'Completed' : 'Error'): V1ContainerState => ({
  terminated: { exitCode, message, reason },
});
const migratorEnded = (exitCode: number, message = '', reason?: string, status: object = {}) =>
  podWith(ended(0), ended(exitCode, message, reason), status);

const sight = (pod: V1Pod | undefined, job = jobWith(), more: { isLost?: boolean } = {}) =>
  sightOf(migratorJobWith(), { job, pod, isLost: false, now, ...more });
const image = migratorJobWith().migration.image;

describe('a migrator that has ended', () => {
  const passed = JSON.stringify({ outcome: 'passed', stage: 'validate', because: 'nothing is pending' });
  const failed = { outcome: 'failed', stage: 'validate', error: 'DatabaseUnreachable', because: 'no', again: true };

  it('answers by its termination message', () => {
    const result = { outcome: 'passed', stage: 'validate', because: 'nothing is pending' };
    expect(sight(migratorEnded(0, passed))).toEqual({ state: 'ended', result, because: 'nothing is pending' });
    expect(sight(migratorEnded(2, JSON.stringify(failed)))).toMatchObject({ result: failed });
  });

  it('answers by the last line of its log, where there was no message', () => {
    const log = `Copying orders.\n${JSON.stringify({ result: failed })}\n`;
    expect(sight(migratorEnded(2, log))).toMatchObject({ result: failed });
  });

  it('is believed that it passed only when it ended well', () => {
    const { result, because } = asEnded(sight(migratorEnded(137, passed, 'OOMKilled')));
    expect(result).toBeNull();
    expect(because).toBe('the migrator ran out of memory (OOMKilled, exit code 137); it had said that it passed');
  });

  it.each([
    ['has a field that is not of the contract', JSON.stringify({ ...failed, surplus: 1 })],
    ['is cut off', passed.slice(0, -5)],
    ['is of another outcome', '{"outcome":"perhaps","stage":"validate","because":"?"}'],
    ['is no JSON', 'Segmentation fault'],
  ])('has no answer when its message %s, which is quoted', (_how, message) => {
    const { result, because } = asEnded(sight(migratorEnded(2, message)));
    expect(result).toBeNull();
    expect(because).toBe(`the migrator ended with exit code 2; its last words: ${message}`);
  });

  it('has no answer when it answers for another stage', () => {
    const { result, because } = asEnded(sight(migratorEnded(0, passed.replace('validate', 'verify'))));
    expect(result).toBeNull();
    expect(because).toContain('its answer is of stage verify, not validate');
  });

  it('says nothing but the end of a long message, on one line', () => {
    const { because } = asEnded(sight(migratorEnded(2, `${'x'.repeat(4000)}\n  the end`)));
    expect(because.length).toBeLessThan(400);
    expect(because).toMatch(/…x+ the end$/);
  });

  it.each([
    [
      { phase: 'Failed', reason: 'Evicted', message: 'The node was low on resource: memory.' },
      undefined,
      'Evicted: The node was low',
    ],
    [
      {
        conditions: [
          {
            type: 'DisruptionTarget',
            status: 'True',
            reason: 'EvictionByEvictionAPI',
            message: 'Eviction API: evicting',
          },
        ],
      },
      undefined,
      'EvictionByEvictionAPI: Eviction API',
    ],
    [
      {},
      { reason: 'DeadlineExceeded', message: 'Job was active longer than specified deadline' },
      'DeadlineExceeded: Job was active longer',
    ],
  ])('tells what ended it: %j %j', (status, condition, expected) => {
    const { because } = asEnded(sight(migratorEnded(137, '', 'Error', status), jobWith(condition)));
    expect(because).toContain(`exit code 137; ${expected}`);
  });

  it('does not repeat that its Job failed because it did', () => {
    const { because } = asEnded(sight(migratorEnded(2), jobWith({ reason: 'BackoffLimitExceeded', message: 'limit' })));
    expect(because).toBe('the migrator ended with exit code 2; it left no message');
  });

  it('has ended though a proxy beside it runs on', () => {
    const pod = migratorEnded(0, passed, undefined, { phase: 'Running' });
    expect(hasEnded(pod)).toBe(true);
    expect(sight(pod)).toMatchObject({ state: 'ended' });
  });
});

describe('a pod that never ran its migrator', () => {
  const because = (pod: V1Pod | undefined, job?: V1Job, more = {}) => asEnded(sight(pod, job, more)).because;
  const copy = (exitCode: number, message: string, reason?: string) =>
    because(podWith(ended(exitCode, message, reason), waiting(), { phase: 'Failed' }));

  it.each([
    ["cp: cannot stat '/migrations/.': No such file or directory"],
    ["cp: can't stat '/migrations/.': No such file or directory"],
  ])('says that the image has no such folder: %s', (message) => {
    expect(copy(1, message)).toMatch(`the image ${image} has no folder /migrations: copy the migrations into it`);
  });

  it.each([
    [128, 'StartError', 'failed to create containerd task: exec: "cp": executable file not found in $PATH: unknown'],
    [127, 'Error', 'exec: "cp": executable file not found in $PATH'],
  ])('says that the image has no cp: exit code %i, %s', (exitCode, reason, message) => {
    expect(copy(exitCode, message, reason)).toMatch(/has no cp, .*COPY --from=busybox/);
  });

  it('says that files may not be read', () => {
    expect(copy(1, "cp: cannot open '/migrations/001_a.sql' for reading: Permission denied")).toMatch(
      /^user 10001 may not read all of \/migrations .*chmod -R a\+rX \/migrations/,
    );
  });

  it('quotes what else the copy says', () => {
    expect(copy(1, 'cp: error writing: No space left on device')).toMatch(
      /^the migrations could not be copied .*exit code 1\); its last words: .*No space left/,
    );
  });

  it('has ended when it was evicted before', () => {
    const status = { phase: 'Failed', reason: 'Evicted', message: 'low on memory', containerStatuses: [] };
    expect(because(podWith(waiting(), waiting(), status))).toBe(
      'its pod ended before the migrator; Evicted: low on memory',
    );
  });

  it('has ended when its node is lost', () => {
    const running = podWith(ended(0), { running: {} }, { phase: 'Running' });
    expect(because(running, jobWith(), { isLost: true })).toBe('its node node-1 does not answer any more');
  });

  it('has ended when it is gone and its Job is over', () => {
    const deadline = jobWith({ reason: 'DeadlineExceeded', message: 'Job was active longer than specified deadline' });
    expect(because(undefined, deadline)).toContain('its pod is gone: DeadlineExceeded: Job was active longer');
    expect(because(undefined, jobWith({ type: 'Complete' }))).toContain('its answer with it');
    expect([deadline, jobWith()].map(isFinished)).toEqual([true, false]);
  });
});

describe('a pod that has not begun', () => {
  const stuck = (pod: V1Pod | undefined, job?: V1Job) => {
    const seen = sight(pod, job);
    if (seen.state !== 'starting') throw new Error(`it is ${seen.state}`);
    return seen.stuck;
  };

  it.each(['ImagePullBackOff', 'ErrImagePull', 'InvalidImageName', 'CreateContainerConfigError'])(
    'is stuck by %s of either container',
    (reason) => {
      expect(stuck(podWith(waiting(reason, 'why'), waiting()))).toBe(`pod pod: ${reason}: why`);
      expect(stuck(podWith(ended(0), waiting(reason, 'why')))).toBe(`pod pod: ${reason}: why`);
    },
  );

  it('is stuck where the runtime finds no cp, and is not while it creates containers', () => {
    const message = 'container create failed: executable file `cp` not found in $PATH';
    expect(stuck(podWith(waiting('CreateContainerError', message), waiting()))).toMatch(/has no cp/);
    expect(stuck(podWith(waiting('PodInitializing'), waiting()))).toBeNull();
    expect(stuck(podWith({ running: {} }, waiting()))).toBeNull();
  });

  it('is stuck when no node has room for five minutes', () => {
    const unscheduled = (seconds: number) => {
      const condition = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/2 nodes' };
      return podWith(waiting(), waiting(), { conditions: [{ ...condition, lastTransitionTime: ago(seconds) }] });
    };
    expect(stuck(unscheduled(299))).toBeNull();
    expect(stuck(unscheduled(301))).toBe('no node has room for it: 0/2 nodes');
  });

  it('is stuck when none is created within half a minute, and its Job says how to look', () => {
    expect(stuck(undefined, jobWith(undefined, 29))).toBeNull();
    expect(stuck(undefined, jobWith(undefined, 31))).toContain(
      'kubectl describe job tidegate-shop-3-validate-1 -n orders-data',
    );
  });
});

const asEnded = (seen: ReturnType<typeof sight>) => {
  if (seen.state !== 'ended') throw new Error(`it is ${seen.state}`);
  return seen;
};
