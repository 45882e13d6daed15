import { describe, expect, it } from '@jest/globals';
import type { MigrationRecord } from '../../src/contracts/migration/record.ts';
import type { ReleaseRecord } from '../../src/contracts/release.ts';
import { TidegateError } from '../../src/domain/errors.ts';
import { splitFor } from '../../src/domain/split.ts';
import { afterwards } from '../../src/release/afterwards.ts';
import { rollBackOnAlarm } from '../../src/release/roll-back-on-alarm.ts';
import { waitForLock } from '../../src/release/wait-for-lock.ts';
import { byAction } from '../support/alarm-events.ts';
import { now } from '../support/asked.ts';
import { aloneWith, migrationWith } from '../support/migration-facts.ts';
import { policyWith, recordWith, site } from '../support/release-facts.ts';
import { worldInMemory } from '../support/world-in-memory.ts';

const alarm = 'tidegate--orders--5xx';
const asked = { question: 'copy 20 million rows', because: 'it is large', token: 'of the migration', since: now };
const asking = migrationWith({ asked });

const migrating = (): ReleaseRecord => {
  const { release, ...rest } = recordWith({ guards: [alarm] });
  return { ...rest, release: { ...release, plan: [{ kind: 'migrate', database: 'shop' }, ...release.plan] } };
};

const stage = (migration: MigrationRecord | undefined, record = migrating()) => {
  const memory = worldInMemory(record);
  Object.assign(memory.world, { migration, split: { ...splitFor(site, 25), sticky: false } });
  const ports = { ...memory.ports, afterwards: async () => afterwards(memory.ports) };
  return { ...memory, ports, fire: () => rollBackOnAlarm(byAction(alarm, 'ALARM'), ports) };
};

describe('an abort of a release that waits for its migration', () => {
  it('has users back in two calls, and wakes the migration when everything is told', async () => {
    const { calls, world, fire } = stage(asking);
    await fire();
    expect(calls.slice(0, 2)).toEqual(['ledger.abort', 'traffic.set']);
    expect(calls.slice(-3)).toEqual(['announce', 'migrations.read', 'doorbell.abort']);
    expect(world.rung).toEqual(['of the migration']);
  });

  it('wakes both when both wait for a person', async () => {
    const both = { ...asked, token: 'of the release' };
    const { world, fire } = stage(asking, { ...migrating(), asked: both });
    await fire();
    expect(world.rung).toEqual(['of the release', 'of the migration']);
  });

  it.each([
    ['a migration that asks nothing', migrationWith()],
    ['one that has its answer', migrationWith({ asked, answers: [{ ...asked, said: 'yes', by: 'ada', at: now }] })],
    ['one that is over', migrationWith({ asked, status: 'free' })],
    ['one that was started by itself', aloneWith({ asked })],
    [
      'one of the release before',
      migrationWith({ asked, migration: { ...asking.migration, release: { service: 'orders', epoch: 6 } } }),
    ],
    [
      "one of another service's release",
      migrationWith({ asked, migration: { ...asking.migration, release: { service: 'billing', epoch: 7 } } }),
    ],
    ['none', undefined],
  ])('does not wake %s', async (_, migration) => {
    const { world, fire } = stage(migration);
    await fire();
    expect(world.rung).toEqual([]);
  });

  it('asks for no migration when the plan has none', async () => {
    const { calls, fire } = stage(asking, recordWith({ guards: [alarm] }));
    await fire();
    expect(calls).not.toContain('migrations.read');
  });

  it('has sent users back and told it when the migration can not be read: that error comes last', async () => {
    const { calls, ports, world } = stage(asking);
    const read = async () => {
      throw new TidegateError('CallFailed', 'GetItem failed: throttled');
    };
    const broken = { ...ports, afterwards: async () => afterwards({ ...ports, migrations: { read } }) };
    await expect(rollBackOnAlarm(byAction(alarm, 'ALARM'), broken)).rejects.toThrow('GetItem failed: throttled');
    expect(world.split).toEqual({ ...splitFor(site, 0), sticky: false });
    expect([world.record?.status, calls.at(-1)]).toEqual(['aborting', 'announce']);
  });

  it('by a newer version wakes it, too', async () => {
    const { world, ports } = stage(asking);
    world.split = { ...splitFor(site, 0), sticky: false };
    const newer = { service: 'orders', tag: '2.0.1' };
    await waitForLock({ asked: newer, policy: policyWith(), running: migrating(), now }, ports);
    expect(world.record?.supersededBy).toBe('2.0.1');
    expect(world.rung).toEqual(['of the migration']);
  });
});
