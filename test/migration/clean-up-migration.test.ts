import { describe, expect, it } from '@jest/globals';
import type { MigrationRecord } from '../../src/contracts/migration/record.ts';
import type { MigratorResult } from '../../src/contracts/migration/result.ts';
import type { CleanUpTurn } from '../../src/contracts/migration/turns.ts';
import { cleanUpMigration } from '../../src/migration/clean-up-migration.ts';
import { jobsInMemory } from '../support/jobs-in-memory.ts';
import { migrationRef, migrationWith } from '../support/migration-facts.ts';
import { migrationsInMemory } from '../support/migrations-in-memory.ts';
import { worldInMemory } from '../support/world-in-memory.ts';

const startedAt = '2026-11-23T10:20:00.000Z';
const at = (seconds: number) => new Date(Date.parse(startedAt) + 1000 * seconds).toISOString();
const passed = (stage: MigratorResult['stage']): MigratorResult => ({ outcome: 'passed', stage, because: 'ok' });
const executing = { run: { stage: 'execute', attempt: 1, since: startedAt } } as const;
const ended = (result: MigratorResult | null) => ({ state: 'ended', result, because: 'it was killed' }) as const;

const scene = (changes: Partial<MigrationRecord>, ...started: string[]) => {
  const ledger = migrationsInMemory(migrationWith(changes));
  const { ports: others, world } = worldInMemory();
  const jobs = jobsInMemory(...started);
  const ports = { ...others, migrations: ledger.migrations, jobs: jobs.jobs };
  const cleanUp = (as: CleanUpTurn['as'], seconds = 0, because = 'so') =>
    cleanUpMigration({ migration: migrationRef, startedAt, now: at(seconds), as, because }, ports);
  return { cleanUp, world, jobs, ledger, record: () => ledger.records.get('shop') };
};

describe('the end of a migration', () => {
  it('frees the database at once when all was done', async () => {
    const results = { execute: passed('execute'), verify: passed('verify') };
    const { cleanUp, record, jobs, world } = scene({ results }, 'verify 1');
    expect(await cleanUp('migrated', 0, 'all is there')).toEqual({
      kind: 'ended',
      outcome: 'migrated',
      because: 'all is there',
    });
    expect(record()).toMatchObject({ status: 'free', conclusion: { outcome: 'migrated', at: at(0) } });
    expect(jobs.calls).toEqual(['remove']);
    expect(world.announced).toMatchObject([{ type: 'Migration Concluded', detail: { outcome: 'migrated', epoch: 3 } }]);
  });

  it.each([
    ['nothing', 'nothing'],
    ['refused', 'refused'],
    ['tooEarly', 'refused'],
  ] as const)('frees it as well when it is %s', async (as, outcome) => {
    const { cleanUp, record } = scene({ results: { validate: passed('validate') } });
    expect(await cleanUp(as)).toMatchObject({ kind: 'ended', outcome });
    expect(record()?.status).toBe('free');
  });

  it('holds the database while a pod may still run', async () => {
    const { cleanUp, record, jobs } = scene({}, 'validate 1');
    jobs.world.gone = false;
    expect(await cleanUp('refused')).toMatchObject({ kind: 'hold', lookAgainSeconds: 5 });
    expect(record()?.status).toBe('active');
    jobs.world.gone = true;
    expect(await cleanUp('refused', 5)).toMatchObject({ kind: 'ended' });
  });

  it('waits out what was under way when it was aborted: a function that is late may create one more Job', async () => {
    const { cleanUp, record, jobs } = scene({}, 'validate 1');
    expect(await cleanUp('aborted', 40, 'alarm fired')).toMatchObject({ kind: 'hold', lookAgainSeconds: 61 });
    expect(record()).toMatchObject({ status: 'ending', endedBecause: 'alarm fired' });
    jobs.world.there.add('validate 1');
    expect(await cleanUp('aborted', 101)).toEqual({ kind: 'ended', outcome: 'aborted', because: 'alarm fired' });
    expect([...jobs.world.there]).toEqual([]);
  });

  it('waits as long after somebody else has ended it, and no longer', async () => {
    const { cleanUp } = scene({ status: 'ending', endedBecause: 'wrong ticket' });
    expect(await cleanUp('aborted', 20)).toMatchObject({ kind: 'hold', lookAgainSeconds: 40 });
    expect(await cleanUp('aborted', 60)).toMatchObject({ kind: 'ended', because: 'wrong ticket' });
  });

  it('waits as long when it could only be ended late', async () => {
    const { cleanUp } = scene({});
    expect(await cleanUp('failed', 300)).toMatchObject({ kind: 'hold', lookAgainSeconds: 61 });
    expect(await cleanUp('failed', 361)).toMatchObject({ kind: 'ended' });
  });

  it('is what it was when it is told again, and is announced again', async () => {
    const { cleanUp, world } = scene({});
    await cleanUp('refused', 0, 'first');
    expect(await cleanUp('failed', 9, 'second')).toEqual({ kind: 'ended', outcome: 'refused', because: 'first' });
    expect(world.announced).toHaveLength(2);
  });

  it('touches nothing of another migration', async () => {
    const { cleanUp, jobs, record, world } = scene({ epoch: 4 });
    expect(await cleanUp('failed')).toMatchObject({ kind: 'stale' });
    expect([jobs.calls, record()?.status, world.announced]).toEqual([[], 'active', []]);
  });

  it('tells how it ended when the answer to that got lost, and another migration has the database', async () => {
    const { cleanUp, ledger, jobs, world } = scene({});
    await cleanUp('refused', 0, 'first');
    ledger.records.set('shop', migrationWith({ epoch: 4 }));
    expect(await cleanUp('refused', 0, 'first')).toEqual({ kind: 'ended', outcome: 'refused', because: 'first' });
    expect([jobs.calls, ledger.records.get('shop')?.status]).toEqual([['remove'], 'active']);
    expect(world.announced).toMatchObject([{ detail: { epoch: 3 } }, { detail: { epoch: 3 } }]);
  });

  it('was migrated when it was verified, however its execution died afterwards', async () => {
    const results = { execute: passed('execute'), verify: passed('verify') };
    const { cleanUp } = scene({ results, status: 'ending' });
    expect(await cleanUp('failed', 60)).toMatchObject({ outcome: 'migrated' });
  });
});

describe('what a copy may have left', () => {
  it('is taken away by a Job of its own, once no other one runs', async () => {
    const { cleanUp, jobs, record } = scene(executing, 'execute 1');
    expect(await cleanUp('aborted')).toMatchObject({ kind: 'hold' });
    expect(jobs.calls).toEqual(['remove']);
    expect(await cleanUp('aborted', 60)).toMatchObject({ kind: 'hold' });
    expect(jobs.calls).toEqual(['remove', 'remove', 'start clean 1']);
    expect(await cleanUp('aborted', 65)).toMatchObject({ kind: 'hold' });
    jobs.world.sights.set('clean 1', ended(passed('clean')));
    expect(await cleanUp('aborted', 70)).toEqual({ kind: 'ended', outcome: 'aborted', because: 'so' });
    expect([record()?.status, [...jobs.world.there]]).toEqual(['free', []]);
  });

  it('is not taken away again by a recovery before a clean-up that was stopped is over, and could clean once more', async () => {
    const { cleanUp, jobs, record } = scene({ ...executing, status: 'ending' }, 'clean 1');
    jobs.world.sights.set('clean 1', ended(passed('clean')));
    expect(await cleanUp('failed', 10)).toMatchObject({ kind: 'hold', lookAgainSeconds: 50 });
    expect([jobs.calls, record()?.status]).toEqual([[], 'ending']);
    expect(await cleanUp('failed', 60)).toMatchObject({ kind: 'ended' });
  });

  it('waits out who may begin a refused execution once more', async () => {
    const refusal = { outcome: 'refused', stage: 'execute', gate: 'checksum', because: 'rows differ' } as const;
    const { cleanUp, jobs } = scene({ ...executing, results: { execute: refusal } }, 'execute 1');
    expect(await cleanUp('refused')).toMatchObject({ kind: 'hold', lookAgainSeconds: 60 });
    expect(await cleanUp('refused', 60)).toMatchObject({ kind: 'hold' });
    expect(jobs.calls).toEqual(['remove', 'remove', 'start clean 1']);
  });

  it('is tried three times; then the database is free all the same, and it is said', async () => {
    const { cleanUp, jobs, record } = scene({ ...executing, status: 'ending', endedBecause: 'so' }, 'clean 1');
    for (const attempt of [1, 2, 3]) jobs.world.sights.set(`clean ${attempt}`, ended(null));
    expect(await cleanUp('failed', 70)).toMatchObject({ kind: 'hold' });
    expect(await cleanUp('failed', 80)).toMatchObject({ kind: 'hold' });
    expect(await cleanUp('failed', 90)).toMatchObject({
      ...{ kind: 'ended', outcome: 'failed' },
      because: expect.stringContaining('so; triggers of a copy may be left, because it was killed'),
    });
    expect([jobs.calls, record()?.status]).toEqual([['start clean 2', 'start clean 3', 'remove'], 'free']);
  });

  it('is waited for a quarter of an hour when the cleaning finds no place to run', async () => {
    const { cleanUp, jobs } = scene(executing, 'clean 1');
    jobs.world.sights.set('clean 1', { state: 'starting', stuck: 'no node has room for it' });
    expect(await cleanUp('failed', 899)).toMatchObject({ kind: 'hold' });
    expect(await cleanUp('failed', 900)).toMatchObject({
      ...{ kind: 'ended', because: expect.stringContaining('no node has room for it') },
    });
  });

  it.each([
    [
      'was refused',
      {
        ...executing,
        results: { execute: { outcome: 'refused', stage: 'execute', gate: 'checksum', because: 'rows differ' } },
      },
      true,
    ],
    [
      'passed',
      { run: { stage: 'verify', attempt: 1, since: startedAt }, results: { execute: passed('execute') } },
      false,
    ],
    ['never began', { run: { stage: 'plan', attempt: 1, since: startedAt } }, false],
  ] as const)('is looked for, or not, when the copy %s', async (_, changes, cleans) => {
    const { cleanUp, jobs } = scene(changes);
    await cleanUp('refused', 60);
    expect(jobs.calls.includes('start clean 1')).toBe(cleans);
  });
});
