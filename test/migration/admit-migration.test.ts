import { describe, expect, it } from '@jest/globals';
import type { MigrationRecord } from '../../src/contracts/migration/record.ts';
import type { ReleaseRecord } from '../../src/contracts/release.ts';
import { admitMigration } from '../../src/migration/admit-migration.ts';
import { aloneWith, migrationWith } from '../support/migration-facts.ts';
import { migrationsInMemory } from '../support/migrations-in-memory.ts';
import { digestOf, policyWith, recordWith } from '../support/release-facts.ts';
import { worldInMemory } from '../support/world-in-memory.ts';

const at = '2026-11-23T10:20:00.000Z';
const migrations = {
  ...{
    database: 'shop',
    image: 'registry/tidegate-migrator:1.0.0',
    namespace: 'orders-data',
    secret: 'orders-database',
  },
};
const release = { service: 'orders', epoch: 7 };
const conclusion = (outcome: 'released' | 'rolledBack') => ({ outcome, because: 'so', at });

const scene = (
  stored: MigrationRecord | undefined,
  record: ReleaseRecord | undefined,
  policy: object = { migrations },
) => {
  const ledger = stored === undefined ? migrationsInMemory() : migrationsInMemory(stored);
  const { ports: others, world } = worldInMemory(record);
  world.policy = policyWith(policy);
  const ports = { ...others, migrations: ledger.migrations };
  const admit = (request: unknown, execution = 'one', now = at) =>
    admitMigration({ request, execution, executionStartedAt: at, now }, ports);
  return { admit, world, ports, record: () => ledger.records.get('shop') };
};

describe('admission of a migration', () => {
  it('takes what a release has decided: its version, its image, its namespace, and no one else’s', async () => {
    const { admit, record } = scene(undefined, recordWith());
    expect(await admit({ service: 'orders', release })).toEqual({
      kind: 'admitted',
      migration: { database: 'shop', epoch: 1 },
      plan: ['validate', 'dryRun', 'execute', 'verify', 'record'],
      because: 'migration 1 of shop for release 7 of orders',
    });
    expect(record()).toMatchObject({
      ...{ epoch: 1, status: 'active', holder: 'one' },
      migration: {
        ...{ service: 'orders', mode: 'expand', release, namespace: 'orders-data', secret: 'orders-database' },
        ...{ to: { version: '2.0.0' }, image: expect.stringContaining(digestOf('b')), folder: '/migrations' },
        terms: { withinSeconds: 21_600, approval: 'large', maxLagSeconds: 5, incidents: [] },
      },
    });
  });

  it('is given again to whoever has it, so that a lost answer locks nobody out', async () => {
    const { admit, record } = scene(undefined, recordWith());
    const first = await admit({ service: 'orders', release });
    expect(await admit({ service: 'orders', release })).toEqual(first);
    expect(record()?.epoch).toBe(1);
  });

  it('takes a tag by its digest, and drops only after it was asked whether it may', async () => {
    const { admit, record } = scene(aloneWith({ status: 'free' }), undefined);
    const admitted = await admit({ service: 'orders', tag: '2.1.0', mode: 'contract', reason: 'cleaning' });
    expect(admitted).toMatchObject({
      migration: { epoch: 4 },
      plan: ['validate', 'contract', 'dryRun', 'execute', 'verify', 'record'],
    });
    expect(record()?.migration).toMatchObject({
      ...{
        to: { version: '2.1.0', digest: digestOf('b') },
        mode: 'contract',
        terms: { approval: 'always' },
        reason: 'cleaning',
      },
    });
  });

  it.each([
    ['released', '2.0.0', 'b'],
    ['rolledBack', '1.4.0', 'a'],
  ] as const)(
    'without a tag takes the version that users are on: the last release was %s',
    async (outcome, version, letter) => {
      const { admit, record } = scene(undefined, recordWith({ status: 'free', conclusion: conclusion(outcome) }));
      await admit({ service: 'orders' });
      expect(record()?.migration.to).toEqual({ version, digest: digestOf(letter) });
    },
  );

  it('lets it wait, without locking anything, while another one has the database', async () => {
    const { admit, record } = scene(migrationWith({ holder: 'other' }), recordWith());
    const later = '2026-11-23T11:20:00.000Z';
    expect(await admit({ service: 'orders', release }, 'one', later)).toEqual({
      kind: 'waits',
      because: 'migration 3 of shop for release 7 of orders has the database',
      lookAgainSeconds: 300,
    });
    expect(record()?.holder).toBe('other');
  });

  it('is aborted when its release is over, also while it waits', async () => {
    const over = scene(
      migrationWith({ holder: 'other' }),
      recordWith({ status: 'aborting', abortedBecause: 'alarm fired' }),
    );
    await expect(over.admit({ service: 'orders', release })).rejects.toMatchObject({
      name: 'MigrationAborted',
      message: 'alarm fired',
    });
    const next = scene(undefined, recordWith({ epoch: 8 }));
    await expect(next.admit({ service: 'orders', release })).rejects.toMatchObject({ name: 'MigrationAborted' });
  });

  it('waits for an incident to end when it was started by itself, and not when a release did', async () => {
    const { admit, world } = scene(undefined, recordWith(), { migrations, gates: { incidents: ['incident'] } });
    world.alarms = [{ alarm: 'incident', state: 'firing', noticeSeconds: null }];
    expect(await admit({ service: 'orders', tag: '2.0.0' })).toMatchObject({
      ...{ kind: 'waits', because: expect.stringContaining('incident') },
    });
    expect(await admit({ service: 'orders', release })).toMatchObject({ kind: 'admitted' });
  });

  it('asks again when another one was admitted at the same moment', async () => {
    const { admit, ports } = scene(undefined, recordWith());
    ports.migrations.admit = async () => undefined;
    await expect(admit({ service: 'orders', release })).rejects.toMatchObject({ name: 'LockFreed' });
  });

  it.each([
    [{ service: 'orders', relase: 1 }, {}, 'the input is not {"service": …}'],
    [{ service: 'orders', release, mode: 'contract' }, { migrations }, 'leave "mode" and "tag" out'],
    [{ service: 'orders' }, {}, 'the policy of orders has no migrations'],
    [{ service: 'orders' }, { migrations }, 'nobody knows which version of orders runs'],
    [{ service: 'orders', tag: '9.9.9' }, { migrations }, 'tag 9.9.9 does not exist'],
  ])('refuses with a sentence: %j', async (request, policy, because) => {
    const { admit, record } = scene(undefined, undefined, policy);
    expect(await admit(request)).toEqual({ kind: 'refused', because: expect.stringContaining(because) });
    expect(record()).toBeUndefined();
  });
});
