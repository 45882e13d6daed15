import { ListExecutionsCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { fire } from '../peers/world/alarms.ts';
import { type MigratingWorld, openMigratingWorld } from './world/migrating-world.ts';

jest.setTimeout(180_000);

let world: MigratingWorld;
afterEach(() => world.close());

const byHand = { service: 'shop', tag: '1.0.0' };

const untilCopying = () => world.until(() => world.database.begun.includes('execute'));

const stopLast = async () => {
  const last = (await world.migrations()).at(-1);
  if (last !== undefined) await world.stop(last);
};

/** No end of an execution is told to anybody: events are best effort. */
const loseEvents = () => {
  const { createdResources, faults } = world.cloud;
  const name = createdResources['OnExecutionEndedLambdaFunction'] ?? '';
  const rule = { service: 'lambda', caller: `${name.split(':').at(-1)}-rule-1`, times: 100 };
  faults.breakNext(rule, { kind: 'error', name: 'AccessDeniedException', message: 'closed', statusCode: 403 });
};

const expectClean = async () => {
  expect([world.jobs(), world.runningPods(), world.database.changing]).toEqual([[], [], 0]);
  expect(await world.migration()).toMatchObject({ status: 'free' });
};

describe('a migration whose execution dies', () => {
  it('is taken over though nobody tells of it', async () => {
    world = await openMigratingWorld();
    await world.migrate(byHand, 'one');
    await untilCopying();
    loseEvents();
    await stopLast();
    const because = 'execution one is gone in the middle of the migration';
    expect(await world.untilMigrated(2)).toMatchObject([
      { status: 'ABORTED' },
      { name: 'recover-shop-db-1-1', status: 'FAILED', cause: expect.stringContaining(because) },
    ]);
    await expectClean();
  });

  it('is taken over again when its recovery dies, and the next one may have the database', async () => {
    world = await openMigratingWorld();
    await world.migrate(byHand, 'one');
    await untilCopying();
    await stopLast();
    await world.until(async () => (await world.migrations()).length === 2);
    await stopLast();
    const executions = await world.untilMigrated(3);
    expect(executions.map(({ name }) => name)).toEqual(['one', 'recover-shop-db-1-1', 'recover-shop-db-1-2']);
    const because = expect.stringContaining('execution one ended ABORTED in the middle of the migration');
    expect(await world.past()).toMatchObject([{ conclusion: { because } }]);
    await world.migrate(byHand, 'two');
    expect((await world.untilMigrated(4)).at(-1)).toMatchObject({ status: 'SUCCEEDED' });
    await expectClean();
  });

  it('sends its release back, and is cleaned up', async () => {
    world = await openMigratingWorld({ copySeconds: 1800 });
    world.push('1.1.0');
    await untilCopying();
    await stopLast();
    const because = expect.stringMatching(/^the execution \S+ ended ABORTED: stopped by hand$/);
    expect(await world.untilEnded(1)).toMatchObject([{ outcome: 'rolledBack', because }]);
    await world.untilMigrated(2);
    await expectClean();
    expect(world.users.failed()).toEqual([]);
  });

  it('ends with its release, when that is stopped', async () => {
    world = await openMigratingWorld({ copySeconds: 1800 });
    world.push('1.1.0');
    await untilCopying();
    const { states } = world.operator;
    const stateMachineArn = world.cloud.createdResources['ReleaseMachine'] ?? '';
    const { executions = [] } = await states.send(new ListExecutionsCommand({ stateMachineArn }));
    await states.send(new StopExecutionCommand({ executionArn: executions[0]?.executionArn ?? '' }));
    expect(await world.untilEnded(1)).toMatchObject([{ outcome: 'rolledBack' }]);
    await world.untilMigrated(2);
    await expectClean();
    expect(world.users.failed()).toEqual([]);
  });
});

describe('a migration that waits for a person', () => {
  const asking = async () => {
    world = await openMigratingWorld({ rows: 20_000_000 });
    world.push('1.1.0');
    await world.until(async () => (await world.migration())?.asked !== undefined);
    await world.cloud.clock.sleep(3600_000);
    return world.cloud.clock.now();
  };

  it('is woken when its release is aborted, and frees the database within two minutes', async () => {
    const since = await asking();
    await fire(world.operator.cloudWatch);
    expect(await world.untilMigrated(1)).toMatchObject([{ status: 'FAILED', error: 'MigrationAborted' }]);
    expect(world.cloud.clock.now() - since).toBeLessThan(120_000);
    expect(await world.untilEnded(1)).toMatchObject([{ outcome: 'rolledBack' }]);
    await expectClean();
  });

  it('hears a word to its service, while its release asks nothing', async () => {
    const since = await asking();
    const answerFunction = world.cloud.createdResources['AnswerApprovalLambdaFunction'] ?? '';
    const word = { service: 'shop', said: 'yes', by: 'ada', because: 'off-peak' };
    const { functions } = world.cloud.services.lambda;
    expect(await functions.invoke(answerFunction, word, 'request', 'operator')).toMatchObject({
      payload: { outcome: 'kept', because: expect.stringContaining('ada said yes to "migration-1"') },
    });
    await untilCopying();
    expect(world.cloud.clock.now() - since).toBeLessThan(30_000);
    expect(await world.untilEnded(1)).toMatchObject([{ outcome: 'released' }]);
  });
});
