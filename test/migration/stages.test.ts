import { describe, expect, it } from '@jest/globals';
import type { AlarmReading } from '../../src/contracts/evidence.ts';
import type { MigrationRecord, MigrationTerms } from '../../src/contracts/migration/record.ts';
import type { MigratorResult, PendingStatement, ServerFacts } from '../../src/contracts/migration/result.ts';
import { TidegateError } from '../../src/domain/errors.ts';
import { awaitMigrationApproval } from '../../src/migration/await-migration-approval.ts';
import { dryRunMigration } from '../../src/migration/dry-run-migration.ts';
import { executeMigration } from '../../src/migration/execute-migration.ts';
import { recordMigration } from '../../src/migration/record-migration.ts';
import { jobsInMemory } from '../support/jobs-in-memory.ts';
import { aloneWith, migrationRef, migrationTerms } from '../support/migration-facts.ts';
import { migrationsInMemory } from '../support/migrations-in-memory.ts';
import { worldInMemory } from '../support/world-in-memory.ts';

const startedAt = '2026-11-23T10:20:00.000Z';
const at = (seconds: number) => new Date(Date.parse(startedAt) + 1000 * seconds).toISOString();
const turn = (seconds = 0) => ({ migration: migrationRef, startedAt, now: at(seconds) });
const gib = 1024 ** 3;

const scene = (changes: Partial<MigrationRecord>, terms: Partial<MigrationTerms> = {}, ...started: string[]) => {
  const record = aloneWith(changes);
  const ledger = migrationsInMemory({
    ...record,
    migration: { ...record.migration, terms: { ...migrationTerms, ...terms } },
  });
  const { ports: others, world } = worldInMemory();
  const jobs = jobsInMemory(...started);
  const storage = { freeBytes: async (): Promise<number | null> => 10 * gib };
  const ports = { ...others, migrations: ledger.migrations, jobs: jobs.jobs, storage };
  return { ports, world, jobs, record: () => ledger.records.get('shop') };
};

describe('a running copy', () => {
  const running = { run: { stage: 'execute', attempt: 1, since: startedAt } } as const;
  const alarm = (state: AlarmReading['state']) => [{ alarm: 'incident', state, noticeSeconds: null }];

  it('is paused while an incident lasts, and goes on afterwards', async () => {
    const { ports, world, jobs } = scene(running, { incidents: ['incident'] }, 'execute 1');
    world.alarms = alarm('firing');
    expect(await executeMigration(turn(60), ports)).toMatchObject({
      ...{ kind: 'hold', because: 'execute runs; paused while an incident lasts: incident' },
    });
    world.alarms = alarm('ok');
    expect(await executeMigration(turn(120), ports)).toMatchObject({ kind: 'hold', because: 'execute runs' });
    expect(jobs.world.paused).toEqual([true, false]);
  });

  it('stays as it is while nobody can ask the alarms', async () => {
    const { ports, jobs } = scene(running, { incidents: ['incident'] }, 'execute 1');
    ports.evidence.alarms = async () => {
      throw new TidegateError('CallFailed', 'DescribeAlarms failed');
    };
    expect(await executeMigration(turn(60), ports)).toMatchObject({
      ...{
        kind: 'hold',
        because: expect.stringContaining('nobody knows whether an incident lasts: DescribeAlarms failed'),
      },
    });
    expect(jobs.world.paused).toEqual([]);
  });

  it('asks no alarms where the policy names none', async () => {
    const { ports, jobs } = scene(running, {}, 'execute 1');
    await executeMigration(turn(60), ports);
    expect(jobs.world.paused).toEqual([]);
  });
});

describe('the dry run', () => {
  const planning = { run: { stage: 'plan', attempt: 1, since: startedAt } } as const;
  const copy: PendingStatement = {
    ...{ file: '002.sql', line: 1, table: 'orders', kind: 'expand', via: 'online', rows: 9, bytes: 2 * gib },
  };
  const seen = (changes: Partial<ServerFacts> = {}) => {
    const unseen = { unseen: 'a managed server' };
    const server = { version: '11', freeDiskBytes: unseen, lagSeconds: null, longTransactions: [], ...changes };
    const result: MigratorResult = { outcome: 'passed', stage: 'plan', because: 'ok', pending: [copy], server };
    return { state: 'ended', result, because: 'ok' } as const;
  };

  it('is repeated while a transaction is open, and refused after ten minutes', async () => {
    const { ports, jobs, record } = scene(planning, {}, 'plan 1');
    const open = seen({ longTransactions: [{ id: 9, seconds: 400 }] });
    jobs.world.sights.set('plan 1', open).set('plan 2', open).set('plan 3', open);
    expect(await dryRunMigration(turn(20), ports)).toMatchObject({ kind: 'hold', lookAgainSeconds: 120 });
    expect(record()?.run).toMatchObject({ attempt: 2, since: at(140) });
    await dryRunMigration(turn(140), ports);
    expect(jobs.calls).toEqual(['start plan 2']);
    expect(await dryRunMigration(turn(600), ports)).toMatchObject({
      ...{ kind: 'refuse', gate: 'long-transactions', because: expect.stringContaining('transaction 9') },
    });
    expect(record()?.results?.plan).toBeDefined();
  });

  it('goes on when the transaction has ended meanwhile', async () => {
    const { ports, jobs } = scene({ run: { ...planning.run, attempt: 2 } }, {}, 'plan 2');
    jobs.world.sights.set('plan 2', seen({ freeDiskBytes: 90 * gib }));
    expect(await dryRunMigration(turn(150), ports)).toMatchObject({ kind: 'advance' });
  });

  it('lets CloudWatch tell the free disk of an RDS instance, where the server does not', async () => {
    const { ports, jobs } = scene(planning, { rdsInstance: 'orders-db' }, 'plan 1');
    jobs.world.sights.set('plan 1', seen());
    expect(await dryRunMigration(turn(9), ports)).toMatchObject({
      ...{ kind: 'advance', because: expect.stringContaining('10 GiB are free') },
    });
  });

  it.each([
    ['measured nothing', async () => null, 'CloudWatch has no FreeStorageSpace of orders-db'],
    ['fails', () => Promise.reject(new TidegateError('CallFailed', 'GetMetricData failed')), 'GetMetricData failed'],
  ])('asks a person when CloudWatch %s', async (_, freeBytes, why) => {
    const { ports, jobs } = scene(planning, { rdsInstance: 'orders-db' }, 'plan 1');
    jobs.world.sights.set('plan 1', seen());
    const verdict = await dryRunMigration(turn(9), { ...ports, storage: { freeBytes } });
    expect(verdict).toMatchObject({ kind: 'ask', because: expect.stringContaining(why) });
  });
});

describe('asking people', () => {
  const question = 'migration-3';
  const asking = { migration: migrationRef, startedAt, now: at(5), question, because: 'it is large', token: 'one' };

  it('keeps the question and tells once how to answer', async () => {
    const { ports, world, record } = scene({});
    await awaitMigrationApproval(asking, ports);
    expect(record()?.asked).toEqual({ question, because: 'it is large', token: 'one', since: at(5) });
    await awaitMigrationApproval({ ...asking, token: 'two', now: at(605) }, ports);
    expect(record()?.asked).toMatchObject({ token: 'two', since: at(5) });
    expect(world.announced).toEqual([
      {
        type: 'Migration Approval Requested',
        detail: {
          ...{ service: 'orders', database: 'shop', epoch: 3, to: '2.0.0', because: 'it is large', question },
          howToAnswer: expect.stringContaining('tidegate approve orders --question "migration-3"'),
        },
      },
    ]);
  });

  it('rings at once when the answer is there already', async () => {
    const answers = [{ question, said: 'yes', by: 'ada', at: at(4) } as const];
    const { ports, world } = scene({ answers });
    await awaitMigrationApproval(asking, ports);
    expect([world.rung, world.announced]).toEqual([['one'], []]);
  });

  it('asks nothing of a migration that was ended', async () => {
    const { ports, world } = scene({ status: 'ending', endedBecause: 'wrong ticket' });
    await expect(awaitMigrationApproval(asking, ports)).rejects.toMatchObject({ name: 'MigrationAborted' });
    expect(world.announced).toEqual([]);
  });
});

describe('recording', () => {
  it('tells which files were run', async () => {
    const applied = [1, 2].map((line) => ({ file: '002.sql', line, table: 'orders', seconds: 3 }));
    const execute: MigratorResult = { outcome: 'passed', stage: 'execute', because: 'ok', applied };
    const { ports, world } = scene({ results: { execute } });
    expect(await recordMigration(turn(), ports)).toEqual({
      kind: 'advance',
      because: 'the schema is what 2.0.0 needs; 2 statements run in 6 s',
    });
    expect(world.announced).toMatchObject([{ type: 'Schema Changed', detail: { files: ['002.sql'], to: '2.0.0' } }]);
  });
});
