import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Lab, startLab } from './support/lab.ts';

let lab: Lab;

beforeEach(async () => {
  lab = await startLab();
});
afterEach(() => lab.close());

const run = (tag: string, spec: object = {}) =>
  lab.objects.create({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'migrate', namespace: 'home' },
    spec: {
      template: { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: `web:${tag}` }] } },
      ...spec,
    },
  } as never);
const job = () => lab.cluster.api.get('jobs', { namespace: 'home', name: 'migrate' });
const ended = () => job()?.status.conditions?.find(({ type }) => type === 'Complete' || type === 'Failed');

describe('a job', () => {
  it('is complete when its pod has ended well', async () => {
    await run('task');
    expect(await lab.until(ended)).toMatchObject({ type: 'Complete', status: 'True' });
    expect(job()?.status).toMatchObject({ succeeded: 1, ready: 0, terminating: 0 });
    expect(job()?.status).not.toHaveProperty('active');
    expect(job()?.status.completionTime).toBeDefined();
  });

  it('fails when more pods failed than its backoff limit allows, each later than the one before', async () => {
    const begun = lab.clock.now();
    await run('crash', { backoffLimit: 2 });
    expect(await lab.until(ended)).toMatchObject({ type: 'Failed', reason: 'BackoffLimitExceeded' });
    expect(lab.pods()).toHaveLength(3);
    expect(lab.clock.now() - begun).toBeGreaterThanOrEqual(29_000);
  });

  it('fails when it is active for longer than its deadline', async () => {
    await run('1', { activeDeadlineSeconds: 90 });
    expect(await lab.until(ended)).toMatchObject({ type: 'Failed', reason: 'DeadlineExceeded' });
    await lab.until(() => lab.pods().length === 0);
  });

  it('goes when its time to live is over', async () => {
    await run('task', { ttlSecondsAfterFinished: 60 });
    await lab.until(ended);
    await lab.until(() => job() === undefined && lab.pods().length === 0);
  });
});
