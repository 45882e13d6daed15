import { beforeAll, expect } from '@jest/globals';
import { dynamodbMigrations } from '../../src/adapters/aws/dynamodb-migrations.ts';
import type { MigrationRecord } from '../../src/contracts/migration/record.ts';
import type { MigrationLedger } from '../../src/ports/migration-ledger.ts';
import { migrationWith } from '../support/migration-facts.ts';
import { onEachCloud, unique } from './clouds.ts';
import { openTable } from './table.ts';

const conclusion = { outcome: 'migrated', because: 'one statement was run', at: '2026-11-23T11:00:00.000Z' } as const;
const run = { stage: 'execute', attempt: 1, since: '2026-11-23T10:02:00Z' } as const;
const progress = { file: '003_loyalty.sql', table: 'orders', doing: 'copying', percent: 43 } as const;

onEachCloud('the migration ledger', (cloud) => {
  const { scenario } = cloud;
  let ledger: MigrationLedger;
  beforeAll(async () => {
    const { client, table } = await openTable(cloud);
    ledger = dynamodbMigrations(client, table);
  });

  /** A migration of a database that no other scenario knows, admitted. */
  const admitted = async (): Promise<MigrationRecord> => {
    const record = migrationWith({ database: unique('shop') });
    expect(await ledger.admit(record)).toEqual(record);
    return record;
  };

  scenario('gives a database to one of many that ask at once', async () => {
    const database = unique('shop');
    const holders = ['a', 'b', 'c', 'd', 'e'];
    const answers = await Promise.all(holders.map((holder) => ledger.admit(migrationWith({ database, holder }))));
    expect(answers.filter((answer) => answer !== undefined)).toHaveLength(1);
  });

  scenario('answers the stored record to the holder that lost its answer, and nothing to others', async () => {
    const record = await admitted();
    expect(await ledger.admit({ ...record, epoch: 4 })).toEqual(record);
    expect(await ledger.admit({ ...record, epoch: 4, holder: 'somebody-else' })).toBeUndefined();
  });

  scenario('keeps since when a Job runs and how far it is, until another Job runs', async () => {
    const record = await admitted();
    await ledger.run(record, run);
    await ledger.progress(record, progress, '2026-11-23T10:05:00Z');
    const far = { ...record, run, progress, progressAt: '2026-11-23T10:05:00Z' };
    expect(await ledger.run(record, { ...run, since: '2026-11-23T10:09:00Z' })).toEqual(far);
    const next = { ...run, attempt: 2 };
    expect(await ledger.run(record, next)).toEqual({ ...record, run: next });
  });

  scenario('keeps the first answer of a stage', async () => {
    const record = await admitted();
    const passed = { outcome: 'passed', stage: 'plan', because: 'small' } as const;
    expect(await ledger.keep(record, passed)).toEqual({ ...record, results: { plan: passed } });
    expect(await ledger.keep(record, { ...passed, because: 'late' })).toEqual({ ...record, results: { plan: passed } });
  });

  scenario('ends what is active, of this epoch only, and then begins nothing', async () => {
    const record = await admitted();
    const { database } = record;
    expect(await ledger.end(database, 'stale', 2)).toBeUndefined();
    const ending = { ...record, status: 'ending', endedBecause: 'first' };
    expect(await ledger.end(database, 'first', 3)).toEqual(ending);
    expect(await ledger.end(database, 'second')).toEqual(ending);
    expect(await ledger.run(record, run)).toBeUndefined();
    expect(await ledger.progress(record, progress, '2026-11-23T10:05:00Z')).toBeUndefined();
    expect(await ledger.end(unique('nobody'), 'fired')).toBeUndefined();
  });

  scenario('is concluded once, remembered, and followed by the next epoch only', async () => {
    const record = await admitted();
    const over = { ...record, status: 'free', conclusion };
    for (const _ of ['told', 'lost']) expect(await ledger.conclude(record, conclusion)).toEqual(over);
    expect(await ledger.conclude(record, { ...conclusion, outcome: 'failed' })).toBeUndefined();
    expect(await ledger.past(record.database, 9)).toEqual([over]);
    for (const epoch of [3, 5]) expect(await ledger.admit({ ...record, epoch, holder: 'next' })).toBeUndefined();
    expect(await ledger.admit({ ...record, epoch: 4 })).toEqual({ ...record, epoch: 4 });
  });
});
