import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { type MigratingWorld, openMigratingWorld } from './world/migrating-world.ts';

jest.setTimeout(180_000);

let world: MigratingWorld;
afterEach(() => world.close());

/** A copy of 20 million rows, which a person must agree to. */
const asked = async (within = '8h') => {
  world = await openMigratingWorld({ rows: 20_000_000 }, { migrations: { approval: { within } } });
  await world.migrate({ service: 'shop', tag: '1.0.0' });
  await world.until(async () => (await world.migration())?.asked !== undefined);
  return world;
};

describe('a large migration', () => {
  it('goes on at once when a person agrees', async () => {
    const { cloud } = await asked();
    await cloud.clock.sleep(3600_000);
    const since = cloud.clock.now();
    expect(await world.answer('yes')).toMatchObject({ outcome: 'kept' });
    await world.until(() => world.database.begun.includes('execute'));
    expect(cloud.clock.now() - since).toBeLessThan(30_000);
    expect(await world.untilMigrated(1)).toMatchObject([{ status: 'SUCCEEDED' }]);
    expect((await world.migration())?.answers).toMatchObject([{ question: 'migration-1', said: 'yes', by: 'ada' }]);
  });

  it('changes nothing when a person refuses', async () => {
    await asked();
    await world.answer('no');
    const cause = 'gate approval: ada answered no to "migration-1": seen';
    expect(await world.untilMigrated(1)).toMatchObject([{ status: 'FAILED', error: 'MigrationRefused', cause }]);
    expect(world.database.begun).toEqual(['validate', 'plan']);
    expect(await world.migration()).toMatchObject({ status: 'free' });
  });

  it('changes nothing when nobody answers in time', async () => {
    await asked('30m');
    const cause = expect.stringContaining('gate approval: nobody agreed within 30 min');
    expect(await world.untilMigrated(1)).toMatchObject([{ status: 'FAILED', error: 'MigrationRefused', cause }]);
    expect(world.database.begun).toEqual(['validate', 'plan']);
  });
});
