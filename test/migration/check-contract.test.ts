import { describe, expect, it } from '@jest/globals';
import type { MigratorResult } from '../../src/contracts/migration/result.ts';
import type { ReleaseRecord } from '../../src/contracts/release.ts';
import { checkContract } from '../../src/migration/check-contract.ts';
import { aloneWith, migrationRef } from '../support/migration-facts.ts';
import { migrationsInMemory } from '../support/migrations-in-memory.ts';
import { policyWith, recordWith } from '../support/release-facts.ts';
import { worldInMemory } from '../support/world-in-memory.ts';

const now = '2026-11-23T10:20:00.000Z';
const long = '2026-10-01T10:00:00.000Z';
const contracts = [{ file: '003.contract.sql', flag: 'loyalty-points', since: '2.0.0' }];
const pending = [{ file: '003.contract.sql', line: 1, table: 'orders', kind: 'contract', via: 'direct' } as const];
const validated = (changes: object = {}): MigratorResult => ({
  ...{ outcome: 'passed', stage: 'validate', because: 'ok', pending: [...pending], contracts },
  ...changes,
});
const flags = { application: 'shop', environment: 'production', profile: 'flags', flip: [{ key: 'loyalty-points' }] };
const migrations = { database: 'shop', image: 'migrator:1', namespace: 'data', secret: 'database' };
const released = recordWith({ status: 'free', conclusion: { outcome: 'released', because: 'so', at: long } });

const scene = (validate = validated()) => {
  const ledger = migrationsInMemory(aloneWith({ results: { validate } }));
  const { ports: others, world } = worldInMemory(released);
  world.policy = policyWith({ flags, migrations });
  world.history = [released];
  world.flags = { 'loyalty-points': { enabled: true } };
  const neighbours = new Map<string, ReleaseRecord>();
  const ports = {
    ...others,
    migrations: ledger.migrations,
    policies: { of: async () => world.policy, services: async () => ['orders', ...neighbours.keys()] },
    ledger: { read: async (service: string) => neighbours.get(service) ?? world.record },
  };
  const turn = { migration: migrationRef, startedAt: now, executionStartedAt: now, now };
  return { world, neighbours, ports, check: () => checkContract(turn, ports) };
};

describe('checking a contract', () => {
  it('looks at deployed flags, at the history of releases and at neighbours', async () => {
    const { check } = scene();
    expect(await check()).toEqual({ kind: 'advance', because: 'nothing needs what 003.contract.sql drops' });
  });

  it('comes again when a flag is off', async () => {
    const { check, world } = scene();
    world.flags = { 'loyalty-points': { enabled: false } };
    expect(await check()).toMatchObject({ kind: 'tooEarly' });
  });

  it('comes again while a release of another service on the same database is under way, and of no other', async () => {
    const { check, neighbours, world, ports } = scene();
    neighbours.set('billing', { ...recordWith(), service: 'billing' });
    expect(await check()).toMatchObject({ kind: 'tooEarly', because: expect.stringContaining('release 7 of billing') });
    const elsewhere = policyWith({ flags, migrations: { ...migrations, database: 'other' } });
    const of = async (service = 'orders') => (service === 'billing' ? elsewhere : world.policy);
    expect(
      await checkContract(
        { migration: migrationRef, startedAt: now, executionStartedAt: now, now },
        { ...ports, policies: { ...ports.policies, of } },
      ),
    ).toMatchObject({ kind: 'advance' });
  });

  it.each([
    ['no file says when it may be run', { contracts: [] }, 'could not tell when'],
    ['the list was cut short', { pending: [], more: 30 }, 'could not tell when'],
    [
      'one file is not told of',
      { contracts: [{ ...contracts[0], file: '004.contract.sql' }] },
      '003.contract.sql does not say',
    ],
  ])('refuses when %s', async (_, changes, because) => {
    const { check } = scene(validated(changes));
    expect(await check()).toMatchObject({
      kind: 'refuse',
      gate: 'contract',
      because: expect.stringContaining(because),
    });
  });

  it('refuses when the policy is gone', async () => {
    const { check, world } = scene();
    world.policy = undefined;
    expect(await check()).toMatchObject({ kind: 'refuse', because: 'orders has no policy any more' });
  });
});
