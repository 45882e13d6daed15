import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { MigratorResult, ServerFacts } from '../../src/contracts/migration/result.ts';
import { until } from './harness/bench.ts';
import { describeWithDatabase } from './harness/describe-with-database.ts';
import { leftovers } from './harness/leftovers.ts';
import { numbersTo } from './harness/numbers.ts';
import { serverKind, startReplica } from './harness/server.ts';
import { migrator } from './harness/shop.ts';
import { type Files, openStages, type Stages } from './harness/stages.ts';

const add: Files = { '001_notes.sql': 'ALTER TABLE orders ADD COLUMN notes TEXT NULL;' };
const account = `'${migrator.user}'@'127.0.0.1'`;

describeWithDatabase('the dry run', () => {
  let stages: Stages;

  beforeAll(async () => {
    stages = await openStages();
  });

  afterAll(() => stages.close());

  beforeEach(async () => {
    await stages.reset();
    await stages.root.query('CREATE TABLE orders (id INT PRIMARY KEY AUTO_INCREMENT, note VARCHAR(20) NULL)');
  });

  const serverSeen = (result: MigratorResult): ServerFacts => {
    if (result.outcome !== 'passed' || result.server === undefined) throw new Error(JSON.stringify(result));
    return result.server;
  };

  it('tells what is to be run, how large it is and how long it takes', async () => {
    await stages.root.query(`INSERT INTO orders (note) SELECT 'a' FROM (${numbersTo(5000)}) AS numbers`);
    await stages.root.query('ANALYZE TABLE orders');
    const files = { ...add, '002_tags.sql': 'CREATE TABLE tags (id INT PRIMARY KEY);' };
    expect(await stages.run('plan', files)).toMatchObject({
      outcome: 'passed',
      pending: [
        { file: '001_notes.sql', via: 'online', rows: expect.any(Number), bytes: expect.any(Number), seconds: 13 },
        { file: '002_tags.sql', table: 'tags', via: 'direct', seconds: 1 },
      ],
      seconds: 14,
    });
    expect(stages.log.join('')).toContain('Dry run complete.');
    expect(await leftovers(stages.root, ['orders'])).toEqual([]);
  });

  it.each([
    [
      'ALTER TABLE orders ADD COLUMN a INT NULL;\nALTER TABLE orders ADD COLUMN b INT NULL AFTER c;',
      "001_a.sql:2: the server refuses it: Unknown column 'c'",
    ],
    ['ALTER TABLE orders ADD COLUMN a INT NULL AFTER nothing;', "the server refuses it: Unknown column 'nothing'"],
    ['CREATE VIEW seen AS SELECT id FROM orders;', '001_a.sql:1: the user lacks a right: CREATE VIEW'],
  ])('refuses what the server would refuse: %s', async (sql, said) => {
    const result = await stages.run('plan', { '001_a.sql': sql });
    expect(result).toMatchObject({ outcome: 'refused', gate: 'dry-run', because: expect.stringContaining(said) });
    expect(await leftovers(stages.root, ['orders'])).toEqual([]);
  });

  it('refuses what pt-online-schema-change would refuse', async () => {
    await stages.root.query('CREATE TRIGGER theirs BEFORE INSERT ON orders FOR EACH ROW SET NEW.note = NEW.note');
    const sql = `-- tidegate:allow existing-trigger because it is tried here\n${add['001_notes.sql']}`;
    expect(await stages.run('plan', { '001_notes.sql': sql })).toMatchObject({
      outcome: 'refused',
      gate: 'dry-run',
      because: expect.stringMatching(/^001_notes\.sql:2: pt-online-schema-change refuses it: .*triggers/),
    });
  });

  it('leaves tables alone that a killed copy still has triggers on', async () => {
    await stages.root.query('CREATE TRIGGER pt_osc_shop_orders_del AFTER DELETE ON orders FOR EACH ROW SET @a = 1');
    expect(await stages.run('plan', add)).toMatchObject({ outcome: 'passed' });
    expect(stages.log.join('')).toContain('No dry run for orders: a killed copy left pt_osc_shop_orders_del');
  });

  it('refuses without rights, and says which to grant', async () => {
    await stages.root.query(`REVOKE TRIGGER, LOCK TABLES ON shop.* FROM ${account}`);
    try {
      expect(await stages.run('plan', add)).toMatchObject({
        gate: 'dry-run',
        because: `The user lacks rights; run: GRANT TRIGGER, LOCK TABLES ON \`shop\`.* TO ${account};`,
      });
      expect(await leftovers(stages.root, ['orders'])).toEqual([]);
    } finally {
      await stages.root.query(`GRANT TRIGGER, LOCK TABLES ON shop.* TO ${account}`);
    }
  });

  it('refuses where the binary log lets only administrators make triggers', async () => {
    await stages.root.query('SET GLOBAL log_bin_trust_function_creators = 0');
    try {
      expect(await stages.run('plan', add)).toMatchObject({
        gate: 'dry-run',
        because: expect.stringContaining('SET GLOBAL log_bin_trust_function_creators = 1'),
      });
    } finally {
      await stages.root.query('SET GLOBAL log_bin_trust_function_creators = 1');
    }
  });

  it('sees transactions of others that are open for long, and not its own', async () => {
    const other = await stages.database.root('shop');
    await other.query('START TRANSACTION WITH CONSISTENT SNAPSHOT');
    const seen = async () => serverSeen(await stages.run('plan', add, { longTransactionSeconds: 0 })).longTransactions;
    await until(async () => Array.isArray(await seen()) && (await seen()).toString() !== '');
    expect(await seen()).toEqual([{ id: other.threadId, seconds: expect.any(Number) }]);
    expect(serverSeen(await stages.run('plan', add)).longTransactions).toEqual([]);
    await other.end();
  });

  it('says what it can’t see, and why', async () => {
    await stages.root.query(`REVOKE PROCESS ON *.* FROM ${account}`);
    try {
      expect(serverSeen(await stages.run('plan', add))).toMatchObject({
        freeDiskBytes: { unseen: expect.stringContaining('INSTALL SONAME') },
        longTransactions: { unseen: expect.stringContaining('GRANT PROCESS') },
        lagSeconds: null,
      });
    } finally {
      await stages.root.query(`GRANT PROCESS ON *.* TO ${account}`);
    }
  });

  const itOnMariadb = serverKind.name === 'mariadb' ? it : it.skip;

  itOnMariadb('sees the free bytes of the disk, where the server has the plugin for it', async () => {
    await stages.root.query("INSTALL SONAME 'disks'");
    await stages.root.query(`GRANT FILE ON *.* TO ${account}`);
    try {
      expect(serverSeen(await stages.run('plan', add)).freeDiskBytes).toBeGreaterThan(1024 ** 2);
    } finally {
      await stages.root.query(`REVOKE FILE ON *.* FROM ${account}`);
      await stages.root.query("UNINSTALL SONAME 'disks'");
    }
  });

  it('sees how far replicas are behind, and that one has stopped', async () => {
    const replica = await startReplica(stages.database);
    const target = await replica.root();
    try {
      const lag = async () => {
        const env = { TIDEGATE_DB_REPLICAS: `127.0.0.1:${replica.port}` };
        return serverSeen(await stages.run('plan', add, {}, env)).lagSeconds;
      };
      await until(async () => (await lag()) === 0);
      await target.query('STOP SLAVE');
      expect(await lag()).toEqual({ unseen: expect.stringContaining('does not copy') });
    } finally {
      await target.end();
      await replica.close();
    }
  });

  it('says that a replica can’t be asked', async () => {
    const env = { TIDEGATE_DB_REPLICAS: '127.0.0.1:1' };
    expect(serverSeen(await stages.run('plan', add, {}, env)).lagSeconds).toEqual({
      unseen: '127.0.0.1:1 can’t be asked: connect ECONNREFUSED 127.0.0.1:1',
    });
  });
});
