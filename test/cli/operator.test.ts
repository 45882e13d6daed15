import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { type Stage, stage } from '../../emulator/test/lambda/stage.ts';
import { dynamodbHistory } from '../../src/adapters/aws/dynamodb-history.ts';
import { dynamodbLedger } from '../../src/adapters/aws/dynamodb-ledger.ts';
import { dynamodbPolicies } from '../../src/adapters/aws/dynamodb-policies.ts';
import type { ReleaseRecord } from '../../src/contracts/release.ts';
import { queuedFrom } from '../../src/domain/queue.ts';
import { openTable, tableName } from '../adapters/aws/table.ts';
import { tidegate } from '../support/command.ts';
import { becomeOperatorOf } from '../support/operator-environment.ts';
import { digestOf, policyInput, policyWith, recordWith } from '../support/release-facts.ts';

const at = '2026-11-23T11:00:00.000Z';
const quarantine = { outcome: 'quarantined', because: 'weights differ', at, usersOn: 'stable' } as const;
const queued = queuedFrom({ service: 'orders', tag: '2.1.0' }, at);
const fallback = queuedFrom({ service: 'orders', tag: '1.4.0', startedBy: 'fallback' }, at);

describe('an operator with a ledger', () => {
  let table: Awaited<ReturnType<typeof openTable>>;
  let resign: () => void;
  beforeEach(async () => {
    table = await openTable();
    resign = await becomeOperatorOf(table.client);
  });
  afterEach(async () => {
    resign();
    await table.close();
  });
  const ledger = () => dynamodbLedger(table.client, tableName);
  const store = (changes: Partial<ReleaseRecord> = {}) => ledger().admit(recordWith(changes));
  const run = (command: string, ...words: string[]) => tidegate(command, ...words, '--table', tableName);

  it('promotes an active release, with the reason', async () => {
    await store();
    const { code, out } = await run('promote', 'orders', '--reason', 'seen by QA');
    expect({ code, out }).toEqual({
      ...{ code: 0, out: 'orders: release 7 goes on to 2.0.0 without waiting; alarms still roll it back\n' },
    });
    expect(await ledger().read('orders')).toMatchObject({ status: 'active', promotedBecause: 'seen by QA' });
  });

  it('cannot promote what was aborted', async () => {
    await store({ status: 'aborting' });
    const { code, err } = await run('promote', 'orders', '--reason', 'seen by QA');
    expect({ code, err }).toEqual({
      ...{ code: 1, err: 'orders has no release to promote: release 7 is aborting, and only an active one is\n' },
    });
    expect(await ledger().read('orders')).not.toHaveProperty('promotedBecause');
  });

  it('ends a quarantine, with the reason in record and history, and hears what comes next', async () => {
    await store({ status: 'quarantined', conclusion: quarantine, queue: [queued] });
    const { code, out } = await run('unlock', 'orders', '--reason', ' weights set by hand ');
    expect({ code, out }).toEqual({
      ...{ code: 0, out: 'orders: unlocked; 2.1.0 waited, and is started within five minutes\n' },
    });
    const unlocked = { status: 'free', unlockedBecause: 'weights set by hand', conclusion: quarantine };
    expect(await ledger().read('orders')).toMatchObject({ ...unlocked, queue: [queued] });
    expect(await dynamodbHistory(table.client, tableName).list('orders', 9)).toMatchObject([unlocked]);
  });

  it.each(['free', 'active', 'aborting', 'settling', 'retiring'] as const)(
    'unlocks no service that is %s',
    async (status) => {
      await store({ status });
      const { code, err } = await run('unlock', 'orders', '--reason', 'why not');
      expect(code).toBe(1);
      expect(err).toMatch(`orders is not quarantined: release 7 is ${status}`);
      expect(await ledger().read('orders')).toMatchObject({ status });
    },
  );

  it.each(['promote', 'unlock'])('is told to say why, and which service: %s', async (command) => {
    expect(await run(command, 'orders')).toMatchObject({ code: 2, err: expect.stringContaining('--reason') });
    expect(await run(command, 'orders', '--reason', ' ')).toMatchObject({
      ...{ code: 2, err: expect.stringContaining('Say why in 1 to 256 characters') },
    });
    expect(await run(command, 'orders', '--reason', 'x')).toMatchObject({
      ...{ code: 2, err: expect.stringContaining('orders was never released') },
    });
  });

  it('sees what waits and what only a person starts again', async () => {
    await store({ queue: [fallback, queued], withdrawn: [digestOf('c')], promotedBecause: 'seen by QA' });
    const { out } = await run('status', 'orders');
    expect(out).toContain('  promoted because: seen by QA\n');
    expect(out).toContain(
      `  waiting: 1.4.0, since ${at}\n  waiting: 2.1.0, since ${at}\n  only by hand: ${digestOf('c')}\n`,
    );
  });

  it('sees all services at once, as lines and as JSON', async () => {
    const policies = dynamodbPolicies(table.client, tableName);
    for (const service of ['orders', 'billing'])
      await policies.put(policyWith({ service }), stringify({ ...policyInput, service }));
    await store();
    const { out } = await run('status');
    expect(out).toMatch(/^billing: never released\norders: release 7, 1\.4\.0 → 2\.0\.0: active\n/);
    expect(JSON.parse((await run('status', '--json')).out)).toMatchObject([{ service: 'orders', epoch: 7 }]);
  });

  it('is told to apply a policy where there is none', async () => {
    expect(await run('status')).toMatchObject({ code: 2, err: expect.stringContaining('tidegate policy apply') });
  });
});

describe('an operator who sends users back', () => {
  let on: Stage;
  let resign: () => void;
  beforeEach(async () => {
    on = await stage();
    resign = await becomeOperatorOf(on.client);
  });
  afterEach(async () => {
    resign();
    await on.close();
  });
  const answering = (body: string) => on.define('roll-back', `exports.handler = async (event) => { ${body} };`);
  const abort = (...more: string[]) =>
    tidegate('abort', 'orders', '--reason', 'checkout is slow', '--function', 'roll-back', ...more);

  it('tells the function roll-back which service and why', async () => {
    answering('return { rolledBack: [event.abort], fallingBack: [], because: "heard: " + event.reason };');
    const { code, out } = await abort();
    expect({ code, out }).toEqual({ code: 0, out: 'orders: everybody is sent back; heard: checkout is slow\n' });
    expect(JSON.parse((await abort('--json')).out)).toMatchObject({ rolledBack: ['orders'] });
  });

  it('ends with 1 when there was nothing to abort, and says why', async () => {
    answering('return { rolledBack: [], fallingBack: [], because: "the last one, 7, is free" };');
    expect(await abort()).toEqual({ code: 1, out: '', err: 'the last one, 7, is free\n' });
  });

  it('ends with 1 and says what to do by hand when the function fails, or there is none', async () => {
    answering('const error = new Error("no luck"); error.name = "CallFailed"; throw error;');
    const failed = await abort();
    expect(failed).toMatchObject({
      code: 1,
      err: expect.stringContaining('failed with CallFailed: no luck. Try again'),
    });
    const { code, err } = await tidegate('abort', 'orders', '--reason', 'x', '--function', 'nowhere');
    expect(code).toBe(1);
    expect(err).toMatch(/nowhere could not be invoked \(ResourceNotFoundException: .*weight 100/);
  });
});
