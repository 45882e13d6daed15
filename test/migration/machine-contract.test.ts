import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createFlags } from '../../cli/rehearse/world/flags.ts';
import { calm, createSilentAlarm, fire } from '../peers/world/alarms.ts';
import { lambdas, packaged } from '../support/packaged.ts';
import { type MigratingWorld, openMigratingWorld } from './world/migrating-world.ts';

jest.setTimeout(180_000);

const flag = 'new-note';
const address = { application: 'shop', environment: 'production', profile: 'flags', strategy: 'tidegate-instant' };
const incident = 'incident';
const rdsInstance = 'shop-1';
const minuteMs = 60_000;

let world: MigratingWorld;
const paused: string[] = [];
const sentences: string[] = [];

/** The disk of the managed server, measured every five minutes. */
const measureDisk = () => {
  const { cloud } = world;
  const dimensions = { DBInstanceIdentifier: rdsInstance };
  cloud.services.cloudWatch.metrics.record({ namespace: 'AWS/RDS', name: 'FreeStorageSpace', dimensions, value: 5e11 });
  cloud.clock.after(300_000, measureDisk);
};

const open = async () => {
  const manner = { contract: { flag, since: '1.1.0' }, rows: 2_000_000, copySeconds: 600 };
  const flags = { ...address, flip: [{ key: flag, versions: '>=1.1.0' }] };
  const choices = { migrations: { rdsInstance, retention: '45m' }, gates: { incidents: [incident] }, flags };
  world = await openMigratingWorld(manner, choices);
  await createSilentAlarm(world.operator.cloudWatch, incident);
  await createFlags(world.operator.appConfig, { ...flags, raise: [], flip: [] }, { [flag]: { enabled: false } });
  measureDisk();
};

const incidentInTheMiddle = async () => {
  const begun = world.database.begun.filter((stage) => stage === 'execute').length;
  await world.until(() => world.database.begun.filter((stage) => stage === 'execute').length > begun);
  await fire(world.operator.cloudWatch, incident);
  await world.until(async () => (await world.migration())?.progress?.doing === 'paused');
  paused.push((await world.migration())?.progress?.table ?? '');
  await world.cloud.clock.sleep(10 * minuteMs);
  expect(world.database.dropped).toBe(false);
  await calm(world.operator.cloudWatch, incident);
};

beforeAll(async () => {
  await open();
  world.push('1.1.0');
  await world.untilEnded(1);
  const released = world.cloud.clock.now();
  await world.migrate({ service: 'shop', mode: 'contract' }, 'contract');
  await world.until(async () => (await world.past()).length > 1);
  sentences.push((await world.past()).at(-1)?.conclusion?.because ?? '');
  await world.until(async () => (await world.migration())?.asked !== undefined, 7200, 60);
  expect(world.cloud.clock.now() - released).toBeGreaterThan(45 * minuteMs);
  await world.answer('yes');
  await incidentInTheMiddle();
  await world.untilMigrated(2);
});
afterAll(() => world.close());

describe('dropping what an older version needed', () => {
  it('waits with a free database until the retention is over, and then asks a person', async () => {
    expect(sentences).toEqual([expect.stringContaining('shop may go back to a version before 1.1.0 until')]);
    const past = await world.past();
    expect(past.map(({ conclusion }) => conclusion?.outcome)).toEqual(['migrated', 'refused', 'migrated']);
    expect(past.at(-1)).toMatchObject({ migration: { mode: 'contract' }, answers: [{ said: 'yes', by: 'ada' }] });
  });

  it('is paused while an incident lasts', () => {
    expect(paused).toEqual(['orders']);
  });

  it('is done in the end, and leaves nothing behind', async () => {
    expect(await world.migrations()).toMatchObject([{ status: 'SUCCEEDED' }, { status: 'SUCCEEDED' }]);
    expect(world.database).toMatchObject({ applied: true, dropped: true, triggers: false });
    expect([world.jobs(), world.runningPods(), world.users.failed()]).toEqual([[], [], []]);
  });
});

describe('the role of a function of the machine', () => {
  const machine = packaged.Resources['MigrationMachine']?.Properties['DefinitionSubstitutions'] as object;
  const ids = Object.values(machine).map((arn) => arn['Fn::GetAtt'][0] as string);
  const own = lambdas.filter((lambda) => ids.some((id) => packaged.Resources[id]?.Properties === (lambda as object)));
  const grantedTo = (role: string): readonly string[] => {
    const policies = packaged.Resources[role]?.Properties['Policies'] as {
      PolicyDocument: { Statement: { Action: string | string[] }[] };
    }[];
    return policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement.flatMap(({ Action }) => Action));
  };
  const calledBy = (name: string): readonly string[] => {
    const calls = world.cloud.recorder.calls({ caller: name }).filter(({ service }) => service !== 'kubernetes');
    const actions = calls.map(
      ({ service, operation }) => `${service === 'monitoring' ? 'cloudwatch' : service}:${operation}`,
    );
    return [...new Set(actions)].toSorted();
  };
  /** Asked only where a list of deployments does not tell their profile; rung only when an answer was there before the question. */
  const onlyElsewhere = ['appconfig:GetDeployment', 'states:SendTaskSuccess'];

  it('grants the calls that it was seen to make, and no other', () => {
    expect(own).toHaveLength(9);
    for (const { FunctionName, Role } of own) {
      const granted = grantedTo(Role['Fn::GetAtt'][0]).filter((action) => !action.startsWith('logs:'));
      const needed = granted.filter((action) => !onlyElsewhere.includes(action)).toSorted();
      expect([FunctionName, calledBy(FunctionName)]).toEqual([FunctionName, needed]);
    }
  });
});
