import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { V1Container } from '@kubernetes/client-node';
import { accepts } from '../../src/host-endpoint.ts';
import type { Pod } from '../../src/kubernetes/objects/pod.ts';
import type { JobStatus } from '../../src/kubernetes/objects/workloads.ts';
import { type Lab, startLab } from './support/lab.ts';
import { container } from './support/manifests.ts';
import { addTools, job, script } from './support/tasks.ts';

let lab: Lab;
beforeEach(async () => {
  lab = await startLab();
  addTools(lab);
});
afterEach(() => lab.close());

const namespace = 'home';
const name = 'migrate';
const found = () => lab.cluster.api.get('jobs', { namespace, name });
const only = () => lab.pods()[0];
const create = (main: V1Container, spec: object = {}, pod: object = {}) =>
  lab.objects.create(job(name, main, spec, pod));
const conditions = (status: JobStatus | undefined) =>
  (status?.conditions ?? []).map(({ type, status, reason }) => `${type}=${status} ${reason}`);
const ended = () => lab.until(() => conditions(found()?.status).some((one) => /^(Complete|Failed)=/.test(one)));
const running = () => lab.until(() => (only()?.status.phase === 'Running' && only()) || undefined);
const server = (more: Partial<V1Container> = {}) => container('1', { name: 'main', ...more });
const stubborn = () => container('stubborn', { name: 'main' });
/** All that the Job's conditions came to be, in order. */
const history = () => {
  const seen: string[] = [];
  lab.cluster.api.subscribe(({ resource, object }) => {
    const told = resource.plural === 'jobs' ? conditions(object['status'] as JobStatus).join(', ') : '';
    if (told !== '' && seen.at(-1) !== told) seen.push(told);
  });
  return seen;
};

describe('a Job', () => {
  it('meets its criteria first and is complete then, and lets go of its pod once it is counted', async () => {
    const seen = history();
    await create(script('true'));
    await ended();
    expect(seen.at(-1)).toBe('SuccessCriteriaMet=True CompletionsReached, Complete=True CompletionsReached');
    expect(found()?.status).toMatchObject({ succeeded: 1, uncountedTerminatedPods: {} });
    expect(only()?.metadata.finalizers).toBeUndefined();
  });

  it('without a backoff fails with the first pod that fails', async () => {
    await create(script('exit 2'));
    await ended();
    expect(conditions(found()?.status)).toEqual([
      'FailureTarget=True BackoffLimitExceeded',
      'Failed=True BackoffLimitExceeded',
    ]);
    expect(found()?.status).toMatchObject({ failed: 1 });
    expect(lab.pods()).toHaveLength(1);
  });

  it('beyond its deadline has failed only when its pod has had its grace and is gone', async () => {
    const seen = history();
    await create(stubborn(), { activeDeadlineSeconds: 90 }, { terminationGracePeriodSeconds: 60 });
    await running();
    await ended();
    expect(seen).toEqual([
      'FailureTarget=True DeadlineExceeded',
      'FailureTarget=True DeadlineExceeded, Failed=True DeadlineExceeded',
    ]);
    const [target, final] = found()?.status.conditions ?? [];
    const gap = Date.parse(final?.lastTransitionTime ?? '') - Date.parse(target?.lastTransitionTime ?? '');
    expect(gap).toBeGreaterThanOrEqual(60_000);
    expect(lab.pods()).toEqual([]);
    expect(found()?.status).toMatchObject({ failed: 1, terminating: 0 });
  });

  it('counts a pod that somebody deletes as failed at once', async () => {
    await create(stubborn());
    const { metadata } = (await running()) as Pod;
    await lab.core.deleteNamespacedPod({ namespace, name: metadata.name });
    await lab.until(() => conditions(found()?.status).length > 0);
    expect(found()?.status).toMatchObject({ failed: 1, terminating: 1 });
    await ended();
  });

  it('that replaces only failed pods waits until a deleted one has ended, and its exit code decides', async () => {
    await create(stubborn(), { podReplacementPolicy: 'Failed', backoffLimit: 1 });
    const first = (await running()) as Pod;
    const phases: (string | undefined)[] = [];
    lab.cluster.api.subscribe(({ resource, object }) => {
      if (resource.plural === 'pods' && object.metadata.uid === first.metadata.uid)
        phases.push((object as Pod).status.phase);
    });
    await lab.core.deleteNamespacedPod({ namespace, name: first.metadata.name });
    await lab.until(() => found()?.status.terminating === 1);
    expect(found()?.status.failed).toBeUndefined();
    expect(lab.pods()).toHaveLength(1);
    await lab.until(() => lab.pods().some(({ metadata }) => metadata.uid !== first.metadata.uid));
    expect(found()?.status.failed).toBe(1);
    expect(phases.at(-1)).toBe('Failed');
  });

  it('stops its pods while it is suspended, and begins again when it is not', async () => {
    await create(server());
    await running();
    const suspend = (value: boolean) =>
      lab.objects.patch({ ...job(name, server()), spec: { suspend: value } } as never);
    await suspend(true);
    await lab.until(() => lab.pods().length === 0);
    expect(conditions(found()?.status)).toEqual(['Suspended=True JobSuspended']);
    expect(found()?.status).not.toHaveProperty('startTime');
    expect(found()?.status).not.toHaveProperty('failed');
    await suspend(false);
    await running();
    expect(conditions(found()?.status)).toEqual(['Suspended=False JobResumed']);
  });

  it('whose container cannot be configured stays active until the Secret is there', async () => {
    const env = [{ name: 'WORD', valueFrom: { secretKeyRef: { name: 'keys', key: 'word' } } }];
    const optional = [{ name: 'NONE', valueFrom: { secretKeyRef: { name: 'none', key: 'x', optional: true } } }];
    const initContainers = [
      script('echo $WORD; env | grep -c ^NONE= || true', { name: 'init', env: [...env, ...optional] }),
    ];
    await create(script('true'), {}, { initContainers });
    const waiting = () => only()?.status.initContainerStatuses?.[0]?.state.waiting;
    await lab.until(() => waiting()?.reason === 'CreateContainerConfigError');
    expect(waiting()?.message).toBe('secret "keys" not found');
    expect(found()?.status).toMatchObject({ active: 1 });
    await lab.core.createNamespacedSecret({
      namespace,
      body: { metadata: { name: 'keys' }, stringData: { word: 'hush' } },
    });
    await ended();
    const pod = only()?.metadata.name ?? '';
    expect(await lab.core.readNamespacedPodLog({ namespace, name: pod, container: 'init' })).toBe('hush\n0\n');
  });
});

describe('a Job that is deleted', () => {
  const remove = (propagationPolicy?: string) =>
    lab.objects.delete(job(name, server()), undefined, undefined, undefined, undefined, propagationPolicy);

  it('leaves its pods alone unless it is told otherwise', async () => {
    await create(server());
    await running();
    await remove();
    await lab.until(() => found() === undefined && only()?.metadata.ownerReferences === undefined);
    await lab.until(() => only()?.metadata.finalizers === undefined);
    expect(only()).toMatchObject({ status: { phase: 'Running' } });
  });

  it('in the background goes at once, its pods after their grace, with every process they started', async () => {
    const app = fileURLToPath(new URL('support/pod-app.mjs', import.meta.url));
    await create(script(`node '${app}' & trap "" TERM; while :; do sleep 0.02; done`));
    const port = await lab.until(() => lab.network.at(only()?.status.podIP ?? '', 80)?.hostPort);
    while (!(await accepts(port)));
    const begun = lab.clock.now();
    await remove('Background');
    expect(found()).toBeUndefined();
    await lab.until(() => lab.pods().length === 0);
    expect(lab.clock.now() - begun).toBeGreaterThanOrEqual(30_000);
    expect(await accepts(port)).toBe(false);
  });

  it('in the foreground goes last', async () => {
    await create(server());
    await running();
    const gone: string[] = [];
    lab.cluster.api.subscribe(({ type, object }) => {
      if (type === 'DELETED' && ['Job', 'Pod'].includes(object.kind)) gone.push(object.kind);
    });
    await remove('Foreground');
    await lab.until(() => found() === undefined);
    expect(gone).toEqual(['Pod', 'Job']);
  });
});

describe('a Job on a node that is lost', () => {
  const lose = async () => {
    await create(server(), { podReplacementPolicy: 'Failed' });
    const node = (await running())?.spec.nodeName ?? '';
    await lab.cluster.failNode(node);
    return node;
  };

  it('has its pod evicted, waits for it, and makes no other', async () => {
    await lose();
    await lab.clock.sleep(3_600_000);
    expect(lab.pods()).toHaveLength(1);
    expect(only()?.metadata.deletionTimestamp).toBeDefined();
    expect(found()?.status).toMatchObject({ terminating: 1 });
    expect(conditions(found()?.status)).toEqual([]);
  });

  it('fails when the node is back, for its pod did not live through that', async () => {
    const node = await lose();
    lab.cluster.restoreNode(node);
    await ended();
    expect(only()?.status.containerStatuses?.[0]?.state.terminated).toMatchObject({ exitCode: 255, reason: 'Unknown' });
    expect(found()?.status).toMatchObject({ failed: 1 });
  });

  it('fails when the node is deleted, as its pod will never tell how it ended', async () => {
    const node = await lose();
    await lab.clock.sleep(3_600_000);
    await lab.core.deleteNode({ name: node });
    await ended();
    expect(conditions(found()?.status)).toContain('Failed=True BackoffLimitExceeded');
    expect(lab.pods()).toEqual([]);
  });

  it('fails also when the node comes back after the eviction', async () => {
    const node = await lose();
    await lab.clock.sleep(3_600_000);
    lab.cluster.restoreNode(node);
    await ended();
    expect(lab.pods()).toEqual([]);
  });
});
