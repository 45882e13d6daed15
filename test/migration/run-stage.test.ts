import { describe, expect, it } from '@jest/globals';
import type { MigrationRecord } from '../../src/contracts/migration/record.ts';
import type { MigratorResult } from '../../src/contracts/migration/result.ts';
import { TidegateError } from '../../src/domain/errors.ts';
import { validateMigration } from '../../src/migration/validate-migration.ts';
import { jobsInMemory } from '../support/jobs-in-memory.ts';
import { migrationRef, migrationWith } from '../support/migration-facts.ts';
import { migrationsInMemory } from '../support/migrations-in-memory.ts';
import { recordWith } from '../support/release-facts.ts';
import { worldInMemory } from '../support/world-in-memory.ts';

const startedAt = '2026-11-23T10:20:00.000Z';
const at = (seconds: number) => new Date(Date.parse(startedAt) + 1000 * seconds).toISOString();
const turn = (seconds = 0) => ({ migration: migrationRef, startedAt, now: at(seconds) });
const pending = [{ file: '002.sql', line: 1, table: 'orders', kind: 'expand', via: 'online' } as const];
const passed: MigratorResult = { outcome: 'passed', stage: 'validate', because: 'ok', pending };
const ended = (result: MigratorResult | null) => ({ state: 'ended', result, because: 'it was killed' }) as const;

/** Migration 3 of shop, for release 7 of orders, in the stage validate. */
const scene = (changes: Partial<MigrationRecord> = {}, ...started: string[]) => {
  const ledger = migrationsInMemory(migrationWith(changes));
  const release = worldInMemory(recordWith());
  const jobs = jobsInMemory(...started);
  const ports = { migrations: ledger.migrations, ledger: release.ports.ledger, jobs: jobs.jobs };
  const record = () => ledger.records.get('shop');
  return { ports, jobs, release, ledger, record, validate: (seconds = 0) => validateMigration(turn(seconds), ports) };
};
const first = { run: { stage: 'validate', attempt: 1, since: startedAt } } as const;

describe('a stage', () => {
  it('is written down before its Job is started, and is looked at again', async () => {
    const { validate, record, jobs } = scene();
    expect(await validate()).toEqual({ kind: 'hold', because: 'validate begins', lookAgainSeconds: 5 });
    expect([record()?.run, jobs.calls]).toEqual([first.run, ['start validate 1']]);
  });

  it('starts its Job when whoever wrote it down died before', async () => {
    const { validate, jobs } = scene(first);
    expect(await validate(5)).toMatchObject({ kind: 'hold' });
    expect(jobs.calls).toEqual(['start validate 1']);
  });

  it('keeps how far its Job is', async () => {
    const { validate, record, jobs } = scene(first, 'validate 1');
    const progress = { file: '002.sql', table: 'orders', doing: 'copying', percent: 43 } as const;
    jobs.world.sights.set('validate 1', { state: 'running', progress });
    expect(await validate(200)).toEqual({ kind: 'hold', because: 'copied 43 % of orders', lookAgainSeconds: 10 });
    expect(record()).toMatchObject({ progress, progressAt: at(200) });
  });

  it('keeps what its Job answered, and never runs again', async () => {
    const { validate, record, jobs } = scene(first, 'validate 1');
    jobs.world.sights.set('validate 1', ended(passed));
    expect(await validate(9)).toMatchObject({ kind: 'advance' });
    expect(record()?.results).toEqual({ validate: passed });
    jobs.world.there.clear();
    expect(await validate(14)).toMatchObject({ kind: 'advance' });
    expect(jobs.calls).toEqual([]);
  });

  it('is tried again in another Job after a pause when its Job was killed', async () => {
    const { validate, record, jobs } = scene(first, 'validate 1');
    jobs.world.sights.set('validate 1', ended(null));
    expect(await validate(20)).toMatchObject({
      kind: 'hold',
      lookAgainSeconds: 10,
      because: expect.stringContaining('it was killed'),
    });
    expect(record()?.run).toEqual({ stage: 'validate', attempt: 2, since: at(30) });
    expect(await validate(25)).toMatchObject({ kind: 'hold', lookAgainSeconds: 5 });
    expect(jobs.calls).toEqual([]);
    await validate(30);
    expect(jobs.calls).toEqual(['start validate 2']);
  });

  it('fails with the last sentence after five tries', async () => {
    const { validate, jobs } = scene({ run: { ...first.run, attempt: 5 } }, 'validate 5');
    jobs.world.sights.set('validate 5', ended(null));
    expect(await validate(300)).toEqual({
      kind: 'fail',
      because: 'attempt 5 of validate failed: it was killed; it was tried 5 times',
    });
  });

  it('fails when its time is over, but not when it has ended in time', async () => {
    const { validate, jobs } = scene(first, 'validate 1');
    expect(await validate(1799)).toMatchObject({ kind: 'hold' });
    expect(await validate(1800)).toEqual({ kind: 'fail', because: 'validate was not done within 30 min' });
    jobs.world.sights.set('validate 1', ended(passed));
    expect(await validate(1800)).toMatchObject({ kind: 'advance' });
  });

  it('fails with the reason when its Job does not start, or is refused for good', async () => {
    const stuck = scene(first, 'validate 1');
    stuck.jobs.world.sights.set('validate 1', { state: 'starting', stuck: 'ImagePullBackOff' });
    expect(await stuck.validate(60)).toMatchObject({
      kind: 'hold',
      because: "validate can't start yet: ImagePullBackOff",
    });
    expect(await stuck.validate(600)).toMatchObject({
      kind: 'fail',
      because: expect.stringContaining('ImagePullBackOff'),
    });
    const refused = scene();
    refused.ports.jobs.start = async () => {
      throw new TidegateError('CandidateRejected', 'namespace orders-data does not exist');
    };
    expect(await refused.validate()).toEqual({ kind: 'fail', because: 'namespace orders-data does not exist' });
  });
});

describe('a stage of a migration that was ended', () => {
  it.each([
    ['by a person', { status: 'ending', endedBecause: 'wrong ticket' }, {}, 'MigrationAborted', 'wrong ticket'],
    ['by its end', { status: 'free' }, {}, 'StaleMigration', 'no longer owns'],
    ['by another one', { epoch: 4 }, {}, 'StaleMigration', 'no longer owns'],
    ['with its release', {}, { status: 'aborting', abortedBecause: 'alarm fired' }, 'MigrationAborted', 'alarm fired'],
    ['after its release', {}, { epoch: 8 }, 'MigrationAborted', 'is over'],
  ] as const)('%s does nothing', async (_, changes, ofRelease, name, message) => {
    const { validate, release, jobs } = scene(changes);
    release.world.record = recordWith(ofRelease);
    await expect(validate()).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
    expect(jobs.calls).toEqual([]);
  });

  it('takes the Job away again that it created just then', async () => {
    const { validate, ports, ledger, jobs } = scene();
    const { start } = ports.jobs;
    ports.jobs.start = async (job) => {
      await start(job);
      await ledger.migrations.end('shop', 'wrong ticket');
    };
    await expect(validate()).rejects.toMatchObject({ name: 'MigrationAborted', message: 'wrong ticket' });
    expect([jobs.calls, [...jobs.world.there]]).toEqual([['start validate 1', 'remove'], []]);
  });

  it('keeps no answer that came too late', async () => {
    const { validate, ports, ledger, record, jobs } = scene(first, 'validate 1');
    jobs.world.sights.set('validate 1', ended(passed));
    const { look } = ports.jobs;
    ports.jobs.look = async (...asked) => {
      await ledger.migrations.end('shop', 'wrong ticket');
      return look(...asked);
    };
    await expect(validate()).rejects.toMatchObject({ name: 'MigrationAborted' });
    expect(record()?.results).toBeUndefined();
  });
});
