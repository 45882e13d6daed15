import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { dynamodbLedger } from '../../src/adapters/aws/dynamodb-ledger.ts';
import { dynamodbMigrations } from '../../src/adapters/aws/dynamodb-migrations.ts';
import { dynamodbPolicies } from '../../src/adapters/aws/dynamodb-policies.ts';
import type { MigrationRecord } from '../../src/contracts/migration/record.ts';
import { openTable, tableName } from '../adapters/aws/table.ts';
import { tidegate } from '../support/command.ts';
import { migrationRef, migrationWith } from '../support/migration-facts.ts';
import { becomeOperatorOf } from '../support/operator-environment.ts';
import { policyInput, policyWith, recordWith } from '../support/release-facts.ts';

const migrations = { database: 'shop', image: 'tidegate/migrator:1', namespace: 'orders-data', secret: 'orders-db' };
const since = '2026-11-23T10:02:00.000Z';

describe('an operator of migrations', () => {
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
  const ledger = () => dynamodbMigrations(table.client, tableName);
  const register = (more: object) =>
    dynamodbPolicies(table.client, tableName).put(policyWith(more), stringify({ ...policyInput, ...more }));
  const store = async (changes: Partial<MigrationRecord> = {}) => {
    await register({ migrations });
    await ledger().admit(migrationWith(changes));
  };
  const run = (command: string, ...words: string[]) =>
    tidegate('migrations', command, 'orders', ...words, '--table', tableName);

  it('sees for which release a database changes, and how far it is', async () => {
    await store();
    await ledger().run(migrationRef, { stage: 'execute', attempt: 2, since });
    const progress = {
      file: '002_cents.sql',
      table: 'orders',
      doing: 'copying',
      percent: 43.7,
      secondsLeft: 240,
    } as const;
    await ledger().progress(migrationRef, progress, since);
    const { code, out } = await run('status');
    expect(code).toBe(0);
    expect(out.split('\n')).toEqual([
      'shop: migration 3, orders 2.0.0: active',
      '  since: 2026-11-23T10:01:00.000Z, in execution orders-7-migrates',
      '  for: release 7 of orders',
      `  stage: execute, try 2, since ${since}`,
      '  doing: copying orders 43 %, about 240 s left',
      '',
    ]);
    expect(JSON.parse((await run('status', '--json')).out)).toMatchObject({ database: 'shop', epoch: 3 });
  });

  it('sees how far it is with the release that waits for it, too', async () => {
    await store();
    const record = recordWith();
    const plan = [{ kind: 'migrate', database: 'shop' } as const, ...record.release.plan];
    await dynamodbLedger(table.client, tableName).admit({ ...record, release: { ...record.release, plan } });
    const { out } = await tidegate('status', 'orders', '--table', tableName);
    expect(out).toMatch(/^orders: release 7, .+\nshop: migration 3, orders 2\.0\.0: active\n/s);
    await ledger().conclude(migrationRef, { outcome: 'migrated', because: 'done', at: since });
    expect((await tidegate('status', 'orders', '--table', tableName)).out).not.toContain('shop');
  });

  it('sees what is asked, and how to answer', async () => {
    await store();
    const asked = { question: 'migration-3', because: 'orders has 12,000,000 rows', token: 'token', since };
    await ledger().ask(migrationRef, asked);
    const { out } = await run('status');
    expect(out).toContain(`  asks: migration-3? since ${since}: orders has 12,000,000 rows\n`);
    expect(out).toContain('  answer by: npx tidegate approve orders');
  });

  it('sees how a migration ended, what it did, and all that ended before', async () => {
    await store();
    const applied = [
      { file: '002_cents.sql', line: 1, table: 'orders', seconds: 31.4, rowsCopied: 9, rowsCompared: 8 },
    ];
    await ledger().keep(migrationRef, { outcome: 'passed', stage: 'execute', because: 'done', applied });
    await ledger().conclude(migrationRef, { outcome: 'migrated', because: 'one statement was run', at: since });
    expect((await run('status')).out.split('\n')).toEqual([
      `shop: migration 3, orders 2.0.0: migrated at ${since}`,
      '  because: one statement was run',
      '  done: 002_cents.sql:1 orders in 31 s, 9 rows copied, 8 compared',
      '',
    ]);
    expect((await run('history')).out).toMatch(/^ {3}3 {2}2026-.+ migrated +orders 2\.0\.0 +one statement was run\n$/);
  });

  it('ends a migration once, with the reason; there is nothing to end twice', async () => {
    await store();
    const ended = await run('abort', '--reason', 'the replica is rebuilt');
    expect(ended).toMatchObject({ code: 0, out: expect.stringContaining('shop: migration 3 ends within a minute') });
    expect(await ledger().read('shop')).toMatchObject({ status: 'ending', endedBecause: 'the replica is rebuilt' });
    await ledger().conclude(migrationRef, { outcome: 'aborted', because: 'the replica is rebuilt', at: since });
    expect(await run('abort', '--reason', 'again')).toMatchObject({
      ...{ code: 1, err: 'nothing is done to the database shop now\n' },
    });
  });

  it('is told what is missing: a policy, its migrations, a first migration, a reason', async () => {
    expect(await run('status')).toMatchObject({ code: 2, err: expect.stringContaining('no policy of orders') });
    await register({});
    expect(await run('status')).toMatchObject({ code: 2, err: 'the policy of orders has no migrations\n' });
    await register({ migrations });
    for (const command of ['status', 'history'])
      expect(await run(command)).toMatchObject({ code: 2, err: expect.stringContaining('was never migrated') });
    expect(await run('abort')).toMatchObject({ code: 2, err: expect.stringContaining('--reason') });
  });
});
