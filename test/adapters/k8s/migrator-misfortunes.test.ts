import { afterEach, describe, expect, it } from '@jest/globals';
import { migratorJobs } from '../../../src/adapters/k8s/migrator-jobs.ts';
import { migratorJobWith } from './migrator-stage.ts';
import { json, startStub } from './stub-api-server.ts';

let stub: Awaited<ReturnType<typeof startStub>>;
afterEach(() => stub.close());

const now = '2026-11-23T10:10:00.000Z';
const minutesAgo = (minutes: number) => new Date(+new Date(now) - minutes * 60_000).toISOString();
const status = (message: string, reason = '') => ({ kind: 'Status', message, reason });

const job = {
  metadata: {
    name: 'tidegate-shop-3-validate-1',
    namespace: 'orders-data',
    uid: 'u1',
    creationTimestamp: minutesAgo(20),
  },
  status: {},
};
const running = { name: 'migrator', state: { running: { startedAt: minutesAgo(19) } } };
const podWith = (metadata: object = {}) => ({
  metadata: { name: 'pod', namespace: 'orders-data', ...metadata },
  spec: { nodeName: 'node-1' },
  status: { phase: 'Running', containerStatuses: [running] },
});
const nodeThat = (isReady: 'True' | 'False' | 'Unknown') => ({
  status: { conditions: [{ type: 'Ready', status: isReady }] },
});

type Answers = Readonly<Record<string, readonly [number, unknown]>>;
/** Answers by the last segment of the path; what is not told is an empty list of the Job's namespace, or the Job. */
const jobsOn = async (answers: Answers) => {
  stub = await startStub((request, response) => {
    const last = new URL(request.url ?? '', 'http://stub').pathname.split('/').at(-1) ?? '';
    const [code, body] = answers[last] ?? (last === job.metadata.name ? [200, job] : [200, { items: [] }]);
    json(response, code, body);
  });
  return migratorJobs(async () => stub.kubeConfig);
};
const look = async (answers: Answers) => (await jobsOn(answers)).look(migratorJobWith(), now);
const remove = async (answers: Answers) => {
  const jobs = await jobsOn({ 'tidegate-shop-3': [404, status('not found')], ...answers });
  return jobs.remove({ database: 'shop', epoch: 3 }, migratorJobWith().migration, now);
};

describe('a pod that is to be deleted but does not go', () => {
  const overdue = { pods: [200, { items: [podWith({ deletionTimestamp: minutesAgo(6) })] }] } as const;
  const due = { pods: [200, { items: [podWith({ deletionTimestamp: minutesAgo(4) })] }] } as const;

  it.each([
    ['does not answer', [200, nodeThat('Unknown')]],
    ['is gone', [404, status('nodes "node-1" not found')]],
  ] as const)('is given up after five minutes when its node %s', async (_how, node) => {
    expect(await remove({ ...overdue, 'node-1': node })).toBe(true);
    await stub.close();
    expect(await look({ ...overdue, 'node-1': node })).toMatchObject({
      ...{ state: 'ended', result: null },
      because: 'its node node-1 does not answer any more',
    });
  });

  it.each([
    ['its node answers', { ...overdue, 'node-1': [200, nodeThat('True')] }],
    ['it is not five minutes late', { ...due, 'node-1': [200, nodeThat('Unknown')] }],
    ['we may not look at nodes', { ...overdue, 'node-1': [403, status('nodes is forbidden')] }],
  ] as const)('may still run while %s', async (_what, answers) => {
    expect(await remove(answers)).toBe(false);
    await stub.close();
    expect(await look({ ...answers, log: [200, ''] })).toEqual({ state: 'running', progress: null });
  });

  it('may still run when nobody deletes it, whatever its node', async () => {
    const answers: Answers = { pods: [200, { items: [podWith()] }], 'node-1': [200, nodeThat('Unknown')] };
    expect(await remove(answers)).toBe(false);
  });
});

describe('the removal of a Job that is under way', () => {
  it('is not done at once, as a pod of it may just be created', async () => {
    expect(await remove({ jobs: [200, { items: [job] }] })).toBe(false);
    expect(stub.seen.map(({ method }) => method)).toContain('DELETE');
  });

  it('is done once the Job goes and no pod is left', async () => {
    const going = { ...job, metadata: { ...job.metadata, deletionTimestamp: minutesAgo(1) } };
    expect(await remove({ jobs: [200, { items: [going] }] })).toBe(true);
    expect(stub.seen.map(({ method }) => method)).not.toContain('DELETE');
  });
});

describe('a Job without a pod', () => {
  it('is stuck with the words by which its pod was refused last', async () => {
    const event = (reason: string, message: string, uid: string, minutes: number) => ({
      ...{ reason, message, involvedObject: { uid }, lastTimestamp: minutesAgo(minutes) },
    });
    const items = [
      event('FailedCreate', 'pods "a" is forbidden: exceeded quota: small', 'u1', 1),
      event('FailedCreate', 'an older one', 'u1', 9),
      event('FailedCreate', 'of another Job', 'u2', 0),
      event('Scheduled', 'of something else', 'u1', 0),
    ];
    expect(await look({ events: [200, { items }] })).toEqual({
      state: 'starting',
      stuck: 'no pod of it can be created: pods "a" is forbidden: exceeded quota: small',
    });
  });

  it('says how to look where we may see no events', async () => {
    const seen = await look({ events: [403, status('events is forbidden')] });
    expect(seen).toMatchObject({ state: 'starting', stuck: expect.stringContaining('kubectl describe job') });
  });
});

describe('a Job with two pods', () => {
  it('stands as the newer one does', async () => {
    const created = (minutes: number) => ({ creationTimestamp: minutesAgo(minutes) });
    const evicted = { ...podWith(created(9)), status: { phase: 'Failed', reason: 'Evicted' } };
    const items = [evicted, podWith(created(3)), evicted];
    expect(await look({ pods: [200, { items }], log: [200, ''] })).toMatchObject({ state: 'running' });
  });
});

describe('the log of a running migrator', () => {
  const pods = [200, { items: [podWith()] }] as const;

  it.each([400, 404, 500, 503])('may be out of reach (%i): then its progress is unknown', async (code) => {
    expect(await look({ pods, log: [code, status('the node does not answer')] })).toEqual({
      ...{ state: 'running', progress: null },
    });
  });

  it('is missed where we have no right to it', async () => {
    await expect(look({ pods, log: [403, status('pods "pod" is forbidden')] })).rejects.toMatchObject({
      name: 'ClusterUnreachable',
      message: expect.stringMatching(/does not let us get pods\/log pod .*kubernetes-migrations-rbac\.yml/),
    });
  });
});

describe('the start of a Job', () => {
  const start = async (code: number, body: unknown) => (await jobsOn({ jobs: [code, body] })).start(migratorJobWith());

  it('that is there already is fine', async () => {
    await start(409, status('jobs.batch "tidegate-shop-3-validate-1" already exists', 'AlreadyExists'));
    expect(stub.seen.map(({ method }) => method)).toEqual(['POST']);
  });

  it.each([
    [422, 'Job.batch is invalid: spec.template'],
    [403, 'admission webhook "policy.example" denied the request: no latest tag'],
    [
      403,
      "jobs.batch is forbidden: ValidatingAdmissionPolicy 'images' with binding 'all' denied request: no latest tag",
    ],
    [404, 'namespaces "orders-data" not found'],
  ])('is rejected for good with %i, in the words of the server: %s', async (code, message) => {
    await expect(start(code, status(message))).rejects.toMatchObject({
      ...{ name: 'CandidateRejected', message: expect.stringContaining(message) },
    });
  });

  it('says which rights to apply where we have none', async () => {
    const message = 'jobs.batch is forbidden: User "lambda" cannot create resource "jobs"';
    await expect(start(403, status(message))).rejects.toMatchObject({
      name: 'ClusterUnreachable',
      message: `Kubernetes does not let us create jobs tidegate-shop-3-validate-1 in namespace orders-data: ${message}; apply infra/kubernetes-migrations-rbac.yml there`,
    });
  });

  it('is tried again while somebody else writes', async () => {
    await expect(start(409, status('the object has been modified', 'Conflict'))).rejects.toMatchObject({
      name: 'NotConverged',
    });
  });
});

describe('a pause of a pod that goes at this moment', () => {
  const answers = {
    'tidegate-shop-3': [200, { metadata: { name: 'tidegate-shop-3' } }],
    pods: [200, { items: [podWith()] }],
  } as const;

  it('is no failure', async () => {
    const jobs = await jobsOn({ ...answers, pod: [404, status('pods "pod" not found')] });
    await expect(jobs.pause(migratorJobWith(), true)).resolves.toBeUndefined();
  });

  it('is one when the pod stays', async () => {
    stub = await startStub(({ url = '', method }, response) => {
      if (method === 'PATCH' && url.includes('/pods/')) return json(response, 403, status('pods "pod" is forbidden'));
      return json(response, 200, url.includes('/pods?') ? { items: [podWith()] } : job);
    });
    const pause = migratorJobs(async () => stub.kubeConfig).pause(migratorJobWith(), true);
    await expect(pause).rejects.toMatchObject({ name: 'ClusterUnreachable' });
  });
});
