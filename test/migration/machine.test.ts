import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { type MigratingWorld, openMigratingWorld } from './world/migrating-world.ts';

jest.setTimeout(180_000);

let world: MigratingWorld;
afterEach(() => world.close());

const byHand = { service: 'shop', tag: '1.0.0' };

/** Nothing of a migration is left, and the database is free. */
const expectClean = async () => {
  expect([world.jobs(), world.runningPods(), world.database.triggers]).toEqual([[], [], false]);
  expect(await world.migration()).toMatchObject({ status: 'free' });
};

const untilBegun = (stage: string, times = 1) =>
  world.until(() => world.database.begun.filter((one) => one === stage).length >= times);

describe('a migration', () => {
  it('passes its gates in turn, changes the schema, and leaves nothing behind', async () => {
    world = await openMigratingWorld();
    await world.migrate(byHand);
    expect(await world.untilMigrated(1)).toMatchObject([{ status: 'SUCCEEDED' }]);
    expect(world.database).toMatchObject({ applied: true, begun: ['validate', 'plan', 'execute', 'verify'] });
    expect(await world.migration()).toMatchObject({
      conclusion: {
        outcome: 'migrated',
        because: expect.stringContaining('the schema is what 1.0.0 needs; 1 statement run'),
      },
    });
    await expectClean();
  });

  it('ends well when there is nothing to do', async () => {
    world = await openMigratingWorld();
    world.database.applied = true;
    await world.migrate(byHand);
    expect(await world.untilMigrated(1)).toMatchObject([{ status: 'SUCCEEDED' }]);
    expect(await world.past()).toMatchObject([{ conclusion: { outcome: 'nothing' } }]);
    expect(world.database.begun).toEqual(['validate']);
    await expectClean();
  });

  it('is refused by the lint, with the gate and the first finding', async () => {
    const findings = [
      {
        file: '002_drop.sql',
        line: 3,
        rule: 'drop-column',
        severity: 'refuse',
        sentence: 'old code reads it',
      } as const,
    ];
    const refuses = { outcome: 'refused', stage: 'validate', gate: 'compatibility', because: 'no', findings } as const;
    world = await openMigratingWorld({ refuses });
    await world.migrate(byHand);
    const cause = 'gate compatibility: 002_drop.sql line 3, drop-column: old code reads it';
    expect(await world.untilMigrated(1)).toMatchObject([{ status: 'FAILED', error: 'MigrationRefused', cause }]);
    expect(await world.past()).toMatchObject([{ conclusion: { outcome: 'refused', because: cause } }]);
    await expectClean();
  });

  it('goes on where a killed copy ended, in a Job of its own', async () => {
    world = await openMigratingWorld({ kills: 2 });
    await world.migrate(byHand);
    expect(await world.untilMigrated(1)).toMatchObject([{ status: 'SUCCEEDED' }]);
    expect(world.database.begun).toEqual(['validate', 'plan', 'execute', 'execute', 'execute', 'verify']);
    await expectClean();
  });

  it('goes on when somebody deletes the pod of its copy', async () => {
    world = await openMigratingWorld();
    await world.migrate(byHand);
    await untilBegun('execute');
    for (const name of world.runningPods()) world.deletePod(name);
    expect(await world.untilMigrated(1)).toMatchObject([{ status: 'SUCCEEDED' }]);
    expect(world.database).toMatchObject({ applied: true, mostChanging: 1 });
    expect(world.database.begun.filter((stage) => stage === 'execute')).toHaveLength(2);
    await expectClean();
  });

  it('fails when its copy is killed again and again, and takes away what was left', async () => {
    world = await openMigratingWorld({ kills: 99 });
    await world.migrate(byHand);
    const cause = expect.stringContaining('it was tried 5 times');
    expect(await world.untilMigrated(1)).toMatchObject([{ status: 'FAILED', error: 'MigrationFailed', cause }]);
    expect(world.database.begun.slice(-2)).toEqual(['execute', 'clean']);
    await expectClean();
  });

  it('is recovered when its execution is stopped in the middle of a copy', async () => {
    world = await openMigratingWorld();
    await world.migrate(byHand, 'one');
    await untilBegun('execute');
    const [execution] = await world.migrations();
    if (execution !== undefined) await world.stop(execution);
    expect(await world.untilMigrated(2)).toMatchObject([
      { status: 'ABORTED' },
      { status: 'FAILED', error: 'MigrationFailed' },
    ]);
    expect(world.database).toMatchObject({ applied: false, changing: 0 });
    await expectClean();
  });

  it('waits for another service that shares the database, and comes after it', async () => {
    world = await openMigratingWorld();
    await world.addNeighbour('billing');
    await world.migrate(byHand, 'first');
    await untilBegun('execute');
    await world.migrate({ service: 'billing', tag: '1.0.0' }, 'second');
    expect(await world.untilMigrated(2)).toMatchObject([{ status: 'SUCCEEDED' }, { status: 'SUCCEEDED' }]);
    const past = await world.past();
    expect(past.map(({ migration, conclusion }) => [migration.service, conclusion?.outcome])).toEqual([
      ['shop', 'migrated'],
      ['billing', 'nothing'],
    ]);
    expect(world.database.mostChanging).toBe(1);
    await expectClean();
  });
});
