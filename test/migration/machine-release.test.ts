import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { fire } from '../peers/world/alarms.ts';
import { type MigratingWorld, openMigratingWorld } from './world/migrating-world.ts';

jest.setTimeout(180_000);

let world: MigratingWorld;
afterEach(() => world.close());

const untilCopying = () => world.until(() => world.database.begun.includes('execute'));

describe('a release with a migration', () => {
  it('widens the schema before anything is deployed', async () => {
    world = await openMigratingWorld();
    world.push('1.1.0');
    await untilCopying();
    expect(world.pods('green')).toEqual([]);
    expect(await world.untilEnded(1)).toMatchObject([{ to: '1.1.0', outcome: 'released' }]);
    expect(await world.past()).toMatchObject([
      { migration: { to: { version: '1.1.0' }, release: { service: 'shop', epoch: 1 } } },
    ]);
    expect([world.database.applied, world.users.failed()]).toEqual([true, []]);
  });

  it('goes back with the sentence of the gate when its migration is refused', async () => {
    const refuses = {
      outcome: 'refused',
      stage: 'validate',
      gate: 'history',
      because: '001.sql reads otherwise now',
    } as const;
    world = await openMigratingWorld({ refuses });
    world.push('1.1.0');
    const because = expect.stringContaining('gate history: 001.sql reads otherwise now');
    expect(await world.untilEnded(1)).toMatchObject([{ outcome: 'rolledBack', because }]);
    expect(world.users.failed()).toEqual([]);
  });

  it('that is aborted in the middle of a copy leaves no Job, no trigger and no lock', async () => {
    world = await openMigratingWorld({ copySeconds: 1800 });
    world.push('1.1.0');
    await untilCopying();
    await world.cloud.clock.sleep(120_000);
    await fire(world.operator.cloudWatch);
    expect(await world.untilMigrated(1)).toMatchObject([{ status: 'FAILED', error: 'MigrationAborted' }]);
    expect(await world.untilEnded(1)).toMatchObject([{ outcome: 'rolledBack' }]);
    expect(world.database).toMatchObject({ applied: false, triggers: false, changing: 0 });
    expect([world.jobs(), world.runningPods(), (await world.migration())?.status]).toEqual([[], [], 'free']);
    expect(world.users.failed()).toEqual([]);
  });

  it('that is aborted while its migration asks a person is woken, and changes nothing', async () => {
    world = await openMigratingWorld({ rows: 20_000_000 });
    world.push('1.1.0');
    await world.until(async () => (await world.migration())?.asked !== undefined);
    await world.cloud.clock.sleep(3_600_000);
    const since = world.cloud.clock.now();
    await fire(world.operator.cloudWatch);
    expect(await world.untilMigrated(1)).toMatchObject([{ status: 'FAILED', error: 'MigrationAborted' }]);
    expect(world.cloud.clock.now() - since).toBeLessThan(180_000);
    expect(await world.untilEnded(1)).toMatchObject([{ outcome: 'rolledBack' }]);
    expect([world.database.begun, (await world.migration())?.status]).toEqual([['validate', 'plan'], 'free']);
  });

  it('that is aborted while another migration has the database never begins', async () => {
    world = await openMigratingWorld({ copySeconds: 1200 });
    await world.migrate({ service: 'shop', tag: '1.0.0' }, 'first');
    await untilCopying();
    world.push('1.1.0');
    await world.until(async () => (await world.migrations()).length === 2);
    await world.cloud.clock.sleep(60_000);
    await fire(world.operator.cloudWatch);
    expect(await world.untilEnded(1)).toMatchObject([{ outcome: 'rolledBack' }]);
    expect(await world.untilMigrated(2)).toMatchObject([
      { status: 'SUCCEEDED' },
      { status: 'FAILED', error: 'MigrationAborted' },
    ]);
    expect(await world.past()).toMatchObject([{ holder: 'first', conclusion: { outcome: 'migrated' } }]);
  });

  it('that goes back later keeps the wider schema', async () => {
    world = await openMigratingWorld();
    world.push('1.1.0', { fails: () => true });
    expect(await world.untilEnded(1)).toMatchObject([{ outcome: 'rolledBack' }]);
    expect(world.database).toMatchObject({ applied: true, triggers: false });
  });
});
