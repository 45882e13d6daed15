import { describe, expect, it } from '@jest/globals';
import { readPolicyFile } from '../../src/contracts/policy-file.ts';
import { readRehearsalFile } from '../../src/contracts/rehearsal.ts';

const policyText = `
service: orders
image: { repository: shop/orders }
cluster: shop
workload: { deployment: orders, container: app, namespaces: { blue: b, green: g } }
traffic:
  listenerRule: arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener-rule/app/shop/1/2/3
  targetGroups:
    blue: arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/orders-blue/1
    green: arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/orders-green/1
health: { alarms: [orders-errors] }
`;
const migrations = 'migrations: { database: orders, image: migrator:1, namespace: data, secret: orders-database }';

const read = (story: string, rest: string, policyRest = migrations) => {
  const policy = readPolicyFile('tidegate.yml', `${policyText}${policyRest}`);
  if (!policy.ok) throw new Error(`the policy of this test must be good: ${JSON.stringify(policy.problems)}`);
  const head = `
images: { 'shop/orders:1.0.0': { command: [node, server.mjs] } }
running: { tag: 1.0.0 }
`;
  return readRehearsalFile('rehearsal.yml', `${head}${rest}\nstory:\n${story}`, policy.value);
};
const databases = 'databases: { orders: { schema: schema.sql } }';
const problemsOf = (...file: Parameters<typeof read>) => {
  const reading = read(...file);
  return reading.ok ? [] : reading.problems;
};

describe('a rehearsal with a database', () => {
  it('gives its URL to programs as DATABASE_URL unless it says otherwise', () => {
    expect(read('  - push: 1.0.0', databases)).toMatchObject({
      ok: true,
      value: { databases: { orders: { schema: 'schema.sql', env: 'DATABASE_URL' } } },
    });
  });

  it('tells the steps about migrations by their kind', () => {
    const reading = read(
      `
  - migrate: { mode: contract }
  - wait: { migration: copying }
  - expect: migrated
    columns: { orders: [id, item] }
`,
      databases,
    );
    expect(reading.ok && reading.value.story).toEqual([
      { kind: 'migrate', input: { mode: 'contract' } },
      { kind: 'waitForMigration', doing: 'copying' },
      { kind: 'expect', ending: 'migrated', columns: { orders: ['id', 'item'] } },
    ]);
  });

  it('is refused when the policy migrates a database that it does not have', () => {
    expect(problemsOf('  - push: 1.0.0', 'databases: { carts: { schema: schema.sql } }')).toMatchObject([
      { path: 'databases', problem: expect.stringContaining('migrates database orders') },
    ]);
  });

  it('is refused when two databases share a variable', () => {
    const two = 'databases: { orders: { schema: a.sql }, carts: { schema: b.sql } }';
    expect(problemsOf('  - push: 1.0.0', two)).toMatchObject([
      { path: 'databases', fix: expect.stringContaining('an `env` of its own') },
    ]);
  });

  it.each([
    ['a migration', '  - migrate: { mode: contract }', 'story[0].migrate'],
    ['a wait for one', '  - push: 1.0.0\n  - wait: { migration: copying }', 'story[1].wait'],
    ['columns', '  - push: 1.0.0\n  - expect: ignored\n    columns: { orders: [id] }', 'story[1].columns'],
  ])('is refused when its story speaks of %s and its policy migrates nothing', (_what, story, path) => {
    expect(problemsOf(story, databases, '')).toMatchObject([{ path, problem: 'the policy has no migrations' }]);
  });
});
