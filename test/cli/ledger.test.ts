import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { dynamodbHistory } from '../../src/adapters/aws/dynamodb-history.ts';
import { dynamodbLedger } from '../../src/adapters/aws/dynamodb-ledger.ts';
import { dynamodbPolicies } from '../../src/adapters/aws/dynamodb-policies.ts';
import { openTable, tableName } from '../adapters/aws/table.ts';
import { tidegate } from '../support/command.ts';
import { becomeOperatorOf } from '../support/operator-environment.ts';
import { policyInput, policyWith, recordWith } from '../support/release-facts.ts';

const conclusion = { outcome: 'rolledBack', because: 'alarm fired', at: '2026-11-23T11:00:00.000Z' } as const;

describe('the commands on a ledger', () => {
  let table: Awaited<ReturnType<typeof openTable>>;
  let folder = '';
  let resign: () => void;

  beforeEach(async () => {
    table = await openTable();
    folder = await mkdtemp(path.join(tmpdir(), 'tidegate-test-'));
    resign = await becomeOperatorOf(table.client);
  });
  afterEach(async () => {
    resign();
    await table.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('register a policy, also one that is written with merge keys', async () => {
    const file = path.join(folder, 'tidegate.yml');
    const { health, ...rest } = policyInput;
    await writeFile(file, `${stringify(rest)}health: { <<: &quick { patience: 10m }, alarms: [${health.alarms}] }\n`);
    const { code, out } = await tidegate('policy', 'apply', file, '--table', tableName);
    expect({ code, out }).toEqual({ code: 0, out: `orders: registered in ${tableName}\n` });
    const registered = await dynamodbPolicies(table.client, tableName).of('orders');
    expect(registered).toEqual(policyWith({ health: { ...health, patience: '10m' } }));
  });

  it('register nothing when the policy is wrong', async () => {
    const file = path.join(folder, 'tidegate.yml');
    await writeFile(file, stringify({ ...policyInput, cluster: 'no cluster' }));
    const { code, err } = await tidegate('policy', 'apply', file, '--table', tableName);
    expect(code).toBe(2);
    expect(err).toMatch(/cluster: the value does not fit \(given: "no cluster"\)/);
    expect(await dynamodbPolicies(table.client, tableName).of('orders')).toBeUndefined();
  });

  it('say what is being released now', async () => {
    const { release } = recordWith();
    const known = { downtimeSeconds: 40, untouched: ['Ingress/shop'], warnings: ['no autoscaler'] };
    await dynamodbLedger(table.client, tableName).admit(recordWith({ release: { ...release, ...known } }));
    const { code, out } = await tidegate('status', 'orders', '--table', tableName);
    expect(code).toBe(0);
    expect(out).toBe(
      [
        'orders: release 7, 1.4.0 → 2.0.0: active',
        '  since: 2026-11-23T10:00:00.000Z, in execution orders-2.0.0-bbbbbbbbbbbb',
        '  from blue (orders-blue/orders) to green (orders-green/orders)',
        '  how: blue-green',
        '  downtime: about 40 s',
        '  left alone: Ingress/shop',
        '  warning: no autoscaler',
        '',
      ].join('\n'),
    );
  });

  it('say how the last release ended', async () => {
    const ledger = dynamodbLedger(table.client, tableName);
    await ledger.admit(recordWith());
    await ledger.move('orders', { epoch: 7, from: ['active'], to: 'free', conclusion });
    const { out } = await tidegate('status', 'orders', '--table', tableName);
    expect(out).toMatch(/1\.4\.0 → 2\.0\.0: rolledBack at 2026-11-23T11:00:00\.000Z\n {2}because: alarm fired/);
  });

  it('list concluded releases, newest first, as lines and as JSON', async () => {
    const history = dynamodbHistory(table.client, tableName);
    for (const epoch of [1, 2, 3]) await history.write(recordWith({ epoch, status: 'free', conclusion }));
    const { out } = await tidegate('history', 'orders', '--table', tableName, '--limit', '2');
    expect(
      out
        .trimEnd()
        .split('\n')
        .map((line) => line.trim().split(/\s+/)[0]),
    ).toEqual(['3', '2']);
    expect(out).toContain('rolledBack   1.4.0 → 2.0.0         alarm fired');
    const json = await tidegate('history', 'orders', '--table', tableName, '--json');
    expect(JSON.parse(json.out)).toMatchObject([{ epoch: 3 }, { epoch: 2 }, { epoch: 1 }]);
  });

  it.each([['status'], ['history']])('%s ends with 2 for a service that was never released', async (command) => {
    const { code, err } = await tidegate(command, 'carts', '--table', tableName);
    expect(code).toBe(2);
    expect(err).toMatch(/carts was never released by the Tidegate of tidegate-test-ledger/);
  });

  it('end with 1 and a plain sentence when there is no such table', async () => {
    const { code, err } = await tidegate('status', 'orders', '--table', 'nowhere');
    expect(code).toBe(1);
    expect(err).toMatch(/ResourceNotFoundException/);
    expect(err).not.toMatch(/\n\s+at /);
  });
});
