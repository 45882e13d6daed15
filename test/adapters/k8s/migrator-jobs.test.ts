import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { JobSight, MigratorJob } from '../../../src/ports/migrator-jobs.ts';
import { emulatedCluster, eventually, type TestCluster } from '../../support/cluster.ts';
import { createMigratorStage, migrationImages } from './migrator-stage.ts';

const images = migrationImages();
let cluster: TestCluster;
let stage: Awaited<ReturnType<typeof createMigratorStage>>;
beforeAll(async () => {
  cluster = await emulatedCluster(images.pull);
});
beforeEach(async () => {
  stage = await createMigratorStage(cluster);
});
afterEach(() => stage.close());
afterAll(async () => {
  await cluster.close();
  images.close();
});

const started = async (job: MigratorJob): Promise<MigratorJob> => {
  await stage.jobs.start(job);
  return job;
};
/** Looks until it stands so. */
const seen = (job: MigratorJob, expected: object): Promise<JobSight> =>
  eventually(async () => {
    const sight = await stage.look(job);
    expect(sight).toMatchObject(expected);
    return sight;
  });

describe("a migrator's Job", () => {
  it("answers what it makes of the migrations in the service's image, with the Secret's rights", async () => {
    const job = await started(stage.job('passes'));
    const sight = await seen(job, { state: 'ended' });
    const because = 'tidegate at db.internal reads 001_a.sql, 002_b.sql';
    expect(sight).toEqual({ state: 'ended', result: { outcome: 'passed', stage: 'validate', because }, because });
  });

  it('answers a refusal with its gate', async () => {
    const job = await started(stage.job('refuses', { stage: 'plan' }));
    await seen(job, { state: 'ended', result: { outcome: 'refused', stage: 'plan', gate: 'drift' } });
  });

  it('never has the password in what is written to Kubernetes', async () => {
    await started(stage.job('passes'));
    const { items } = await cluster.api.list('batch/v1', 'Job', stage.namespace);
    expect(JSON.stringify(items)).toContain('secretKeyRef');
    expect(JSON.stringify(items)).not.toMatch(/hunter2|aHVudGVyMg/);
  });

  it('is there once, however often it is started', async () => {
    const job = await started(stage.job('passes'));
    await seen(job, { state: 'ended' });
    await started(job);
    expect(await stage.names('batch/v1', 'Job')).toEqual(['tidegate-shop-3-validate-1']);
    expect(await stage.look(job)).toMatchObject({ state: 'ended' });
  });

  it('is absent until it is started, and another try is another Job', async () => {
    const job = await started(stage.job('passes'));
    expect(await stage.look({ ...job, attempt: 2 })).toEqual({ state: 'absent' });
  });

  it('that is killed ends without an answer, and says how', async () => {
    const job = await started(stage.job('dies'));
    const sight = await seen(job, { state: 'ended', result: null });
    expect(sight).toHaveProperty('because', expect.stringContaining('exit code 137'));
  });

  it('ends without an answer where the image has no migrations, and says where it looked', async () => {
    const job = await started(stage.job('passes', {}, { image: 'shop/orders:bare', folder: '/no/such/folder' }));
    const sight = await seen(job, { state: 'ended', result: null });
    expect(sight).toHaveProperty(
      'because',
      expect.stringMatching('^the image shop/orders:bare has no folder /no/such/folder'),
    );
  });

  it.each([
    ['image', 'passes', { migrator: 'shop/tidegate:missing' }, 'ImagePullBackOff'],
    ["image of the service's", 'passes', { image: 'shop/orders:missing' }, 'ImagePullBackOff'],
    ['Secret', 'absent', {}, 'CreateContainerConfigError: secret "absent" not found'],
  ])('is stuck without its %s, and says so', async (_what, secret, changes, why) => {
    const job = await started(stage.job(secret, {}, changes));
    await seen(job, { state: 'starting', stuck: expect.stringContaining(why) });
  });
});

describe('a running migrator', () => {
  it('tells how far it is', async () => {
    const job = await started(stage.job('copies', { stage: 'execute' }));
    const progress = { file: '001_a.sql', table: 'orders', doing: 'copying', percent: 43 };
    await seen(job, { state: 'running', progress });
  });

  it('pauses and goes on while it runs', async () => {
    const job = await started(stage.job('copies', { stage: 'execute' }));
    await seen(job, { progress: { doing: 'copying' } });
    await stage.jobs.pause(job, true);
    await seen(job, { state: 'running', progress: { doing: 'paused' } });
    await stage.jobs.pause(job, false);
    await seen(job, { state: 'running', progress: { doing: 'copying' } });
  });

  it('begins paused when it was paused before', async () => {
    const job = stage.job('copies', { stage: 'execute' });
    await started(job);
    await stage.jobs.pause(job, true);
    await started({ ...job, attempt: 2 });
    await seen({ ...job, attempt: 2 }, { progress: { doing: 'paused' } });
  });

  it('is ended, and may run until the Job and its pods are gone', async () => {
    const job = await started(stage.job('copies', { stage: 'execute' }));
    await stage.jobs.pause(job, true);
    await seen(job, { state: 'running' });
    expect(await stage.remove(job)).toBe(false);
    await eventually(async () => expect(await stage.remove(job)).toBe(true));
    expect(await stage.look(job)).toEqual({ state: 'absent' });
    expect(await stage.names('v1', 'ConfigMap')).toEqual([]);
  });
});

describe('the removal of a migration', () => {
  it('takes all its Jobs, and those of no other', async () => {
    const job = stage.job('passes');
    const others = [
      await started({ ...job, ref: { database: 'shop', epoch: 4 } }),
      await started({ ...job, ref: { database: 'shop-3', epoch: 3 } }),
    ];
    for (const attempt of [1, 2]) await seen(await started({ ...job, attempt }), { state: 'ended' });
    await eventually(async () => expect(await stage.remove(job)).toBe(true));
    expect(await stage.look(job)).toEqual({ state: 'absent' });
    for (const other of others) expect(await stage.look(other)).not.toEqual({ state: 'absent' });
  });

  it('is done where there is nothing', async () => {
    expect(await stage.remove(stage.job('passes'))).toBe(true);
  });
});

describe('a pause of a Job that is gone', () => {
  it('leaves nothing behind', async () => {
    await stage.jobs.pause(stage.job('passes'), true);
    expect(await stage.names('v1', 'ConfigMap')).toEqual([]);
  });
});
