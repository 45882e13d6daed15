import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { definitionOf } from '../../migrator/database/definition.ts';
import { readFacts } from '../../migrator/database/facts.ts';
import { openPlanning, planDefinition } from '../../migrator/database/planning.ts';
import { lint, type PlannedStatement } from '../../migrator/lint/lint.ts';
import { describeWithDatabase } from './harness/describe-with-database.ts';
import { leftovers } from './harness/leftovers.ts';
import { serverKind } from './harness/server.ts';
import { migrator, shop } from './harness/shop.ts';
import { openStages, type Stages } from './harness/stages.ts';

const tables = [
  'CREATE TABLE people (id INT PRIMARY KEY) ENGINE=InnoDB',
  `CREATE TABLE orders (
     id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, owner INT NULL, buyer INT NULL,
     state ENUM('open','it''s') NOT NULL DEFAULT 'it''s', note VARCHAR(20) NULL COMMENT 'a, b) AUTO_INCREMENT=9',
     changed TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
     doubled INT AS (owner * 2) VIRTUAL, UNIQUE KEY once (note, state), CHECK (owner <> 7),
     CONSTRAINT by_owner FOREIGN KEY (owner) REFERENCES people (id) ON DELETE CASCADE,
     FOREIGN KEY (buyer) REFERENCES people (id)
   ) ENGINE=InnoDB AUTO_INCREMENT=1000`,
] as const;

const statement = (table: string, sql: string): PlannedStatement => ({
  ...{ file: '001_a.sql', line: 1, kind: 'expand', via: 'direct' },
  ...{ table, sql },
});

/** MySQL knows expressions as defaults since 8.0.13, and refuses UUID() where replicas repeat statements. */
const aDefault = serverKind.name === 'mariadb' ? '(UUID())' : "'none'";
const noRandom = serverKind.name === 'mariadb' ? 'cannot be used in the GENERATED' : 'disallowed function';

describeWithDatabase('what a statement makes of a table', () => {
  let stages: Stages;

  beforeAll(async () => {
    stages = await openStages();
    await stages.root.query(`GRANT CREATE VIEW, SHOW VIEW ON ${shop}.* TO '${migrator.user}'@'127.0.0.1'`);
  });

  afterAll(() => stages.close());

  beforeEach(async () => {
    await stages.reset();
    for (const sql of tables) await stages.root.query(sql);
  });

  it.each([
    ['orders', 'ALTER TABLE orders ADD COLUMN a INT NULL, ADD INDEX (a)'],
    ['orders', 'ALTER TABLE orders MODIFY note VARCHAR(40) NULL, ALGORITHM=INPLACE'],
    ['orders', 'ALTER TABLE orders DROP FOREIGN KEY by_owner'],
    ['orders', 'ALTER TABLE orders DROP FOREIGN KEY orders_ibfk_1, ADD COLUMN b INT NULL'],
    ['orders', 'ALTER TABLE orders ADD CONSTRAINT other FOREIGN KEY (buyer) REFERENCES people (id)'],
    ['orders', 'CREATE UNIQUE INDEX each_owner ON orders (owner)'],
    ['orders', 'DROP INDEX once ON orders'],
    ['orders', "ALTER TABLE orders COMMENT = 'x', AUTO_INCREMENT = 5000"],
    ['orders', `ALTER TABLE orders ADD COLUMN c VARCHAR(9) CHARACTER SET latin1 NOT NULL DEFAULT ${aDefault}`],
    ['orders', 'RENAME TABLE orders TO purchases'],
    ['orders', 'DROP TABLE orders'],
    ['fresh', 'CREATE TABLE fresh (id INT PRIMARY KEY, up INT, FOREIGN KEY (up) REFERENCES fresh (id))'],
    ['fresh', 'CREATE TABLE fresh LIKE orders'],
    ['fresh', 'CREATE TABLE IF NOT EXISTS fresh (id INT PRIMARY KEY) PARTITION BY HASH (id) PARTITIONS 2'],
    ['orders', 'CREATE TABLE IF NOT EXISTS orders (id INT PRIMARY KEY)'],
    ['open_orders', 'CREATE VIEW open_orders AS SELECT o.id FROM orders o JOIN people ON people.id = o.owner'],
    ['orders', "UPDATE orders SET note = 'x' WHERE id = 1 LIMIT 1"],
  ])('is known before: %s by %s', async (table, sql) => {
    const before = await definitionOf(stages.session, table);
    const planned = await planDefinition(stages.session, statement(table, sql));
    expect(planned.before).toBe(before);
    expect(await definitionOf(stages.session, table)).toBe(before);
    expect(await leftovers(stages.root, ['people', 'orders'])).toEqual([]);
    await stages.session.run(sql);
    expect(planned.planned).toBe(await definitionOf(stages.session, table));
  });

  it('is known of a whole row of statements, of which none has run', async () => {
    const sqls = [
      ['fresh', 'CREATE TABLE fresh (id INT PRIMARY KEY)'],
      ['orders', 'ALTER TABLE orders ADD COLUMN fresh_id INT NULL'],
      ['orders', 'ALTER TABLE orders ADD CONSTRAINT to_fresh FOREIGN KEY (fresh_id) REFERENCES fresh (id)'],
      ['fresh', 'ALTER TABLE fresh ADD COLUMN a INT NULL'],
      [
        'shown',
        'CREATE VIEW shown AS SELECT fresh.a, orders.fresh_id FROM fresh JOIN orders ON orders.fresh_id = fresh.id',
      ],
      ['orders', 'UPDATE orders SET fresh_id = 1 WHERE id = 1 LIMIT 1'],
    ] as const;
    const planning = await openPlanning(stages.session);
    const planned = new Map<string, string | null>();
    for (const [table, sql] of sqls) planned.set(table, (await planning.apply(statement(table, sql))).planned);
    await planning.close();
    expect(await leftovers(stages.root, ['people', 'orders'])).toEqual([]);
    for (const [, sql] of sqls) await stages.session.run(sql);
    for (const [table, definition] of planned) expect(definition).toBe(await definitionOf(stages.session, table));
  });

  it.each([
    ['orders', 'ALTER TABLE orders ADD COLUMN note INT', "Duplicate column name 'note'"],
    ['orders', 'ALTER TABLE orders ADD COLUMN d INT AS (RAND()) STORED', noRandom],
    ['orders', 'CREATE TABLE orders (id INT PRIMARY KEY)', "Table 'orders' already exists"],
    ['missing', 'ALTER TABLE missing ADD COLUMN a INT', "Table 'missing' doesn't exist"],
    ['orders', 'UPDATE orders SET nothing = 1 WHERE id = 1 LIMIT 1', "Unknown column 'nothing'"],
    ['open_orders', 'CREATE VIEW open_orders AS SELECT nothing FROM orders', "Unknown column 'nothing'"],
  ])('is a refusal in the server’s words: %s by %s', async (table, sql, said) => {
    const planned = planDefinition(stages.session, statement(table, sql));
    await expect(planned).rejects.toMatchObject({ name: 'StatementRefused', message: expect.stringContaining(said) });
    expect(await leftovers(stages.root, ['people', 'orders'])).toEqual([]);
  });

  it('is judged by facts that the lint understands', async () => {
    const { tables: facts } = await readFacts(stages.session);
    expect(facts['people']?.referencedBy.map(({ name, onDelete }) => [name, onDelete])).toEqual([
      ['by_owner', 'CASCADE'],
      ['orders_ibfk_1', serverKind.name === 'mariadb' ? 'RESTRICT' : 'NO ACTION'],
    ]);
    expect(facts['orders']).toMatchObject({
      primaryKey: ['id'],
      engine: 'InnoDB',
      charset: 'utf8mb4',
      columns: {
        id: { type: 'int(10) unsigned', nullable: false, autoIncrement: true },
        state: { type: "enum('open','it''s')", default: "it's", nullable: false },
        note: { default: null, nullable: true },
        changed: { setOnUpdate: true },
        doubled: { generated: 'virtual' },
      },
      indexes: expect.arrayContaining([{ name: 'once', columns: ['note', 'state'], unique: true }]),
      triggers: [],
    });
    const wider = {
      name: '001_a.sql',
      sql: "ALTER TABLE orders MODIFY note VARCHAR(10), MODIFY state ENUM('open') NOT NULL",
    };
    expect(lint([wider], { tables: facts }).findings.map(({ rule }) => rule)).toEqual(
      expect.arrayContaining(['narrower-type', 'enum-values']),
    );
  });

  it('is judged without what is ours, or what a killed copy left behind', async () => {
    await stages.root.query('CREATE TABLE _orders_new LIKE orders');
    await stages.root.query('ALTER TABLE _orders_new ADD FOREIGN KEY (owner) REFERENCES people (id)');
    await stages.root.query(
      'CREATE TRIGGER pt_osc_shop_orders_ins AFTER INSERT ON orders FOR EACH ROW REPLACE INTO _orders_new (id) VALUES (NEW.id)',
    );
    const { tables: facts } = await readFacts(stages.session);
    expect(Object.keys(facts)).toEqual(['orders', 'people']);
    expect(facts['orders']?.triggers).toEqual([]);
    expect(facts['people']?.referencedBy.map(({ table }) => table)).toEqual(['orders', 'orders']);
  });
});
