import { describe, expect, it } from '@jest/globals';
import type { MigrationRecord } from '../../src/contracts/migration/record.ts';
import { isOfMigration, onMigrationEnded } from '../../src/migration/on-migration-ended.ts';
import { reconcileDatabases } from '../../src/migration/reconcile-databases.ts';
import { migrationWith } from '../support/migration-facts.ts';
import { migrationsInMemory } from '../support/migrations-in-memory.ts';
import { worldInMemory } from '../support/world-in-memory.ts';

const holder = 'orders-7-migrates';
const machine = 'arn:aws:states:eu-west-1:123456789012:stateMachine:tidegate-prod';
const envelope = { id: '1', account: '123456789012', region: 'eu-west-1', time: '2026-11-23T10:10:00Z', resources: [] };
const ended = (name: string, stateMachineArn = `${machine}-migration`) => ({
  ...envelope,
  source: 'aws.states' as const,
  'detail-type': 'Step Functions Execution Status Change' as const,
  detail: { executionArn: `arn:${name}`, stateMachineArn, name, status: 'ABORTED' as const },
});

const stage = (...records: readonly MigrationRecord[]) => {
  const memory = migrationsInMemory(...records);
  const { world, ports } = worldInMemory();
  return { ...memory, world, ports: { ...memory, executions: ports.executions } };
};

const another = migrationWith({ database: 'archive', holder: 'another' });
const recovery = (because: string) => ({ recover: { database: 'shop', epoch: 3 }, because });

describe('the end of an execution', () => {
  it('belongs to one of two state machines, by the name of the machine', () => {
    expect(isOfMigration(ended(holder))).toBe(true);
    expect(isOfMigration(ended(holder, `${machine}-release`))).toBe(false);
  });

  it('with a database in hand begins nothing more there, and starts a recovery', async () => {
    const { records, world, ports } = stage(another, migrationWith());
    const because = `execution ${holder} ended ABORTED in the middle of the migration`;
    expect(await onMigrationEnded(ended(holder), ports)).toEqual({
      outcome: 'recovering',
      because: `${because}; recover-shop-3-1 takes over`,
    });
    expect(records.get('shop')).toMatchObject({ status: 'ending', endedBecause: because });
    expect(records.get('archive')).toEqual(another);
    expect([...world.executions]).toEqual([['recover-shop-3-1', recovery(because)]]);
  });

  it('told twice, starts one recovery', async () => {
    const { world, ports } = stage(migrationWith());
    for (const _ of ['once', 'again']) await onMigrationEnded(ended(holder), ports);
    expect([...world.executions.keys()]).toEqual(['recover-shop-3-1']);
  });

  it('of a recovery starts the next one, and keeps the first cause', async () => {
    const { records, world, ports } = stage(migrationWith({ status: 'ending', endedBecause: 'first' }));
    await onMigrationEnded(ended('recover-shop-3-1'), ports);
    expect([...world.executions.keys()]).toEqual(['recover-shop-3-2']);
    expect(records.get('shop')?.endedBecause).toBe('first');
  });

  it.each([
    ['that has freed its database', holder, migrationWith({ status: 'free' })],
    ['that only waited for the database', 'orders-8-waits', migrationWith()],
    ['that recovered an older migration', 'recover-shop-2-1', migrationWith()],
    ['that recovered another database', 'recover-shop-3-1-1', migrationWith()],
  ])('%s leaves nothing behind', async (_, name, record) => {
    const { records, world, ports } = stage(record);
    expect(await onMigrationEnded(ended(name), ports)).toEqual({
      outcome: 'ignored',
      because: `execution ${name} left no database locked`,
    });
    expect([records.get('shop'), world.executions.size]).toEqual([record, 0]);
  });
});

describe('reconciling', () => {
  const at = (time = '2026-11-23T10:30:00Z') => ({ time });
  const carried = (...running: readonly string[]) => {
    const staged = stage(migrationWith());
    for (const name of running) staged.world.executions.set(name, {});
    return staged;
  };

  it('takes over a migration whose execution is gone, however that came about', async () => {
    const { world, ports } = stage(another, migrationWith());
    world.executions.set('another', {});
    const because = `execution ${holder} is gone in the middle of the migration`;
    expect(await reconcileDatabases(at(), ports)).toEqual([
      { database: 'archive', did: 'nothing', because: 'another carries migration 3, which is active' },
      { database: 'shop', did: 'recovered', because: `${because}; recover-shop-3-1 takes over` },
    ]);
    expect(world.executions.get('recover-shop-3-1')).toEqual(recovery(because));
  });

  it('leaves a migration to the recovery that carries it', async () => {
    const { world, ports, records } = carried(holder, 'recover-shop-3-1');
    world.ended.add(holder);
    expect(await reconcileDatabases(at(), ports)).toMatchObject([{ did: 'nothing' }]);
    expect(records.get('shop')?.status).toBe('active');
    world.ended.add('recover-shop-3-1');
    expect(await reconcileDatabases(at(), ports)).toMatchObject([{ did: 'recovered' }]);
    expect([...world.executions.keys()]).toContain('recover-shop-3-2');
  });

  it('waits a minute for Step Functions to know an execution that has just begun', async () => {
    const { ports } = carried();
    expect(await reconcileDatabases(at('2026-11-23T10:01:59Z'), ports)).toMatchObject([{ did: 'nothing' }]);
    expect(await reconcileDatabases(at('2026-11-23T10:02:00Z'), ports)).toMatchObject([{ did: 'recovered' }]);
  });

  it('does nothing for a database that is free, that never was locked, or that was freed meanwhile', async () => {
    const free = stage(migrationWith({ status: 'free' }));
    expect(await reconcileDatabases(at(), free.ports)).toMatchObject([{ did: 'nothing' }]);
    const never = { ...stage().ports, databases: { all: async () => ['shop'] } };
    expect(await reconcileDatabases(at(), never)).toMatchObject([{ did: 'nothing' }]);
    const { ports, records, world } = carried();
    const stateOf = async () => {
      records.set('shop', migrationWith({ status: 'free' }));
      return 'ended' as const;
    };
    const executions = {
      ...ports.executions,
      stateOf: async (name: string) => (name === holder ? stateOf() : 'unknown'),
    };
    expect(await reconcileDatabases(at(), { ...ports, executions } as typeof ports)).toMatchObject([
      { did: 'nothing', because: 'migration 3 has just ended' },
    ]);
    expect(world.executions.size).toBe(0);
  });

  it('looks at every database, whatever becomes of another, and fails at the end', async () => {
    const { ports, world } = stage(another, migrationWith());
    const read = async (database: string) => {
      if (database === 'archive') throw new Error('unreadable');
      return ports.migrations.read(database);
    };
    const broken = { ...ports, migrations: { ...ports.migrations, read } };
    await expect(reconcileDatabases(at(), broken)).rejects.toThrow(
      '1 of 2 databases were not reconciled: archive: unreadable',
    );
    expect([...world.executions.keys()]).toEqual(['recover-shop-3-1']);
  });
});
