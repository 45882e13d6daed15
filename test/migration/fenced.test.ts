import { describe, expect, it } from '@jest/globals';
import type { MigrationRecord } from '../../src/contracts/migration/record.ts';
import type { ReleaseRecord } from '../../src/contracts/release.ts';
import { demandMigration } from '../../src/migration/fenced.ts';
import { aloneWith, migrationRef, migrationWith } from '../support/migration-facts.ts';
import { migrationsInMemory } from '../support/migrations-in-memory.ts';
import { recordWith } from '../support/release-facts.ts';
import { worldInMemory } from '../support/world-in-memory.ts';

const demanding = (migration: MigrationRecord | undefined, release: ReleaseRecord | undefined) => {
  const { migrations } = migrationsInMemory(...(migration === undefined ? [] : [migration]));
  const { ports, calls } = worldInMemory(release);
  return { answer: demandMigration({ migrations, ledger: ports.ledger }, migrationRef), calls };
};

describe('a migration may go on', () => {
  it('while it has the database and its release is active', async () => {
    expect(await demanding(migrationWith(), recordWith()).answer).toEqual(migrationWith());
  });

  it('by itself, without asking for any release', async () => {
    const { answer, calls } = demanding(aloneWith(), undefined);
    expect(await answer).toEqual(aloneWith());
    expect(calls).toEqual([]);
  });
});

describe('a migration stops', () => {
  it.each([
    ['nobody ever migrated the database', undefined],
    ['another one has it', migrationWith({ epoch: 4 })],
    ['it is over', migrationWith({ status: 'free' })],
  ])('as stale when %s', async (_, migration) => {
    await expect(demanding(migration, recordWith()).answer).rejects.toMatchObject({
      name: 'StaleMigration',
      message: 'migration 3 no longer owns the database shop; nothing was done',
    });
  });

  it('with the first cause when it was ended', async () => {
    const ending = migrationWith({ status: 'ending', endedBecause: 'an operator ended it: wrong day' });
    await expect(demanding(ending, recordWith()).answer).rejects.toMatchObject({
      name: 'MigrationAborted',
      message: 'an operator ended it: wrong day',
    });
  });

  it.each(['aborting', 'settling'] as const)('with the cause of its release, which is %s', async (status) => {
    const release = recordWith({ status, abortedBecause: 'orders-5xx fired' });
    await expect(demanding(migrationWith(), release).answer).rejects.toMatchObject({
      name: 'MigrationAborted',
      message: 'orders-5xx fired',
    });
  });

  it.each([
    ['is over', recordWith({ status: 'free' })],
    ['was followed by another', recordWith({ epoch: 8 })],
    ['never was', undefined],
  ])('when its release %s', async (_, release) => {
    await expect(demanding(migrationWith(), release).answer).rejects.toMatchObject({
      name: 'MigrationAborted',
      message: 'release 7 of orders, which it was for, is over',
    });
  });
});
