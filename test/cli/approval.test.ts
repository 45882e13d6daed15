import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { createDynamoDb } from '../../emulator/src/dynamodb/service.ts';
import type { Functions } from '../../emulator/src/ports.ts';
import { createStates, type States } from '../../emulator/src/states/service.ts';
import { createSts } from '../../emulator/src/sts/service.ts';
import { invoke } from '../../emulator/test/states/stage.ts';
import { testPlace } from '../../emulator/test/support/place.ts';
import { type Served, serve } from '../../emulator/test/support/serve.ts';
import { dynamodbLedger } from '../../src/adapters/aws/dynamodb-ledger.ts';
import { dynamodbMigrations } from '../../src/adapters/aws/dynamodb-migrations.ts';
import { dynamodbPolicies } from '../../src/adapters/aws/dynamodb-policies.ts';
import type { ReleaseRecord } from '../../src/contracts/release.ts';
import { emptyTable, tableName } from '../adapters/aws/table.ts';
import { tidegate } from '../support/command.ts';
import { migrationWith } from '../support/migration-facts.ts';
import { becomeOperatorOf } from '../support/operator-environment.ts';
import { policyInput, policyWith, recordWith } from '../support/release-facts.ts';

const question = 'give 25 % of users the new version';
const migrations = {
  ...{ database: 'shop', image: 'tools/migrator:1.0.0', namespace: 'orders-data', secret: 'orders-database' },
};
const since = '2026-11-23T10:01:00.000Z';
const asked = { question, because: `a person must agree to ${question}`, token: 'one', since };

let served: Served;
let client: DynamoDBClient;
let states: States;
let token: PromiseWithResolvers<string>;
let resign: () => void;
beforeEach(async () => {
  token = Promise.withResolvers();
  const place = testPlace();
  const functions: Functions = {
    invoke: async (_, payload) => {
      token.resolve(String(payload));
      return { payload: null };
    },
  };
  states = createStates(place, { functions, events: { publish: () => {} } });
  const dynamoDb = createDynamoDb();
  await dynamoDb.createTable(emptyTable);
  served = await serve(place.clock, dynamoDb.service, states.service, createSts(place).service);
  client = new DynamoDBClient(served.config);
  resign = await becomeOperatorOf(client);
});
afterEach(async () => {
  resign();
  client.destroy();
  states.close();
  await served.close();
});

const ledger = () => dynamodbLedger(client, tableName);
const store = (changes: Partial<ReleaseRecord> = {}) => ledger().admit(recordWith(changes));
const run = (command: string, ...words: string[]) => tidegate(command, ...words, '--table', tableName);

/** The token of a machine that waits, as AwaitApproval does. */
const waiting = async (): Promise<string> => {
  const Resource = 'arn:aws:states:::lambda:invoke.waitForTaskToken';
  const Arguments = { FunctionName: 'asks', Payload: '{% $states.context.Task.Token %}' };
  const Ask = invoke('asks', { Resource, Arguments });
  const definition = { QueryLanguage: 'JSONata', StartAt: 'Ask', States: { Ask } };
  const arn = states.define({ name: 'release', roleArn: 'arn:aws:iam::123456789012:role/machine', definition });
  states.machines.start(arn, {});
  return token.promise;
};

describe('a person who is asked', () => {
  it('approves as who they are in AWS, and the machine wakes', async () => {
    await store({ asked: { ...asked, token: await waiting() } });
    const { code, out } = await run('approve', 'orders', '--reason', 'seen by QA');
    expect(code).toBe(0);
    expect(out).toMatch(/^orders: arn:aws:iam::\d+:user\/operator said yes to "give 25 % [^;]*: seen by QA\n$/);
    const answer = { question, said: 'yes', by: expect.stringMatching(/user\/operator$/), because: 'seen by QA' };
    expect((await ledger().read('orders'))?.answers).toMatchObject([answer]);
    expect(served.recorder.calls().map(({ operation }) => operation)).toContain('SendTaskSuccess');
  });

  it('rejects, in the name of somebody else', async () => {
    await store({ asked: { ...asked, token: await waiting() } });
    const { code, out } = await run('reject', 'orders', '--reason', 'not today', '--by', 'ada', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ outcome: 'kept', because: expect.stringContaining('ada said no to') });
    expect((await ledger().read('orders'))?.answers).toMatchObject([{ said: 'no', by: 'ada' }]);
  });

  it('approves the migration that the release waits for, by service or by database', async () => {
    await store();
    const policy = policyWith({ migrations });
    await dynamodbPolicies(client, tableName).put(policy, stringify({ ...policyInput, migrations }));
    for (const words of [[], ['--database', 'shop']]) {
      const database = dynamodbMigrations(client, tableName);
      const former = await database.read('shop');
      const epoch = (former?.epoch ?? 0) + 1;
      await database.admit(migrationWith({ epoch, asked }));
      const { code, out } = await run('approve', 'orders', '--reason', 'off-peak', '--by', 'ada', ...words);
      expect([code, out]).toEqual([0, expect.stringContaining(`orders: ada said yes to "${question}"`)]);
      expect((await database.read('shop'))?.answers).toMatchObject([{ said: 'yes', by: 'ada' }]);
      await database.conclude({ database: 'shop', epoch }, { outcome: 'migrated', because: 'done', at: since });
    }
    expect((await ledger().read('orders'))?.answers).toBeUndefined();
  });

  it('hears that an answer is kept though the machine could not be woken', async () => {
    await store({ asked });
    const { code, out } = await run('approve', 'orders', '--reason', 'seen by QA', '--by', 'ada');
    expect(code).toBe(0);
    expect(out).toMatch(
      /could not be woken: SendTaskSuccess failed: InvalidToken.*looks again by itself within \d+ s\n$/,
    );
  });

  it.each([
    ['nothing is asked', {}, [], 'release 7 of orders asks nothing'],
    ['the release goes back', { asked, status: 'aborting' }, [], 'is aborting, and asks nothing any more'],
    ['something else is asked', { asked }, ['--question', 'go on?'], `does not ask "go on?": it asks "${question}"`],
    [
      'somebody answered already',
      { asked, answers: [{ question, said: 'no', by: 'eve', at: since }] },
      [],
      `the first answer stays: eve said no to "${question}" at ${since}`,
    ],
  ] as const)('ends with 1 when %s, and hears why', async (_, changes, words, sentence) => {
    await store(changes as Partial<ReleaseRecord>);
    const before = await ledger().read('orders');
    const { code, err } = await run('approve', 'orders', '--reason', 'seen by QA', '--by', 'ada', ...words);
    expect([code, err]).toEqual([1, expect.stringContaining(sentence)]);
    expect(await ledger().read('orders')).toEqual(before);
  });

  it.each(['approve', 'reject'])('is told to say why, and which service: %s', async (command) => {
    expect(await run(command, 'orders')).toMatchObject({ code: 2, err: expect.stringContaining('--reason') });
    expect(await run(command, 'orders', '--reason', 'x')).toMatchObject({
      ...{ code: 2, err: expect.stringContaining('orders was never released') },
    });
  });

  it('sees in the status what is asked, since when, and how to answer', async () => {
    await store({ asked });
    const { out } = await run('status', 'orders');
    expect(out).toContain(`  asks: ${question}? since ${since}: ${asked.because}\n`);
    expect(out).toContain(
      `  answer by: tidegate approve orders --question "${question}" --reason "…", or tidegate reject`,
    );
  });

  it('sees in the status who answered, and no question that is answered', async () => {
    await store({ asked, answers: [{ question, said: 'yes', by: 'ada', because: 'seen by QA', at: since }] });
    const { out } = await run('status', 'orders');
    expect(out).toContain(`  answered: ada said yes to "${question}" at ${since}: seen by QA\n`);
    expect(out).not.toContain('asks:');
  });
});
