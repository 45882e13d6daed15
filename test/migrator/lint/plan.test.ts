import { describe, expect, it } from '@jest/globals';
import { lint, type Mode, type PlannedStatement } from '../../../migrator/lint/lint.ts';
import { shop } from './shop.ts';

const planOf = (sql: string, mode: Mode = 'expand'): readonly PlannedStatement[] =>
  lint([{ name: '001_a.sql', sql }], shop, { mode }).statements;

const refusalsOf = (sql: string, mode: Mode): readonly string[] =>
  lint([{ name: '001_a.sql', sql }], shop, { mode })
    .findings.filter((finding) => finding.severity === 'refuse')
    .map((finding) => finding.rule);

describe('the plan of statements', () => {
  it('sends changes of a table that exists online, with the clause for it', () => {
    expect(planOf('\nalter table `orders` add column `a` int null, -- why\n add index (a)')).toEqual([
      {
        file: '001_a.sql',
        line: 2,
        table: 'orders',
        kind: 'expand',
        via: 'online',
        sql: 'alter table `orders` add column `a` int null, add index (a)',
        alter: 'add column `a` int null, add index (a)',
      },
    ]);
  });

  it.each([
    ['CREATE TABLE fresh (id INT PRIMARY KEY)', 'a new table'],
    ['ALTER TABLE orders ALTER note SET DEFAULT 1', 'a default'],
    ['ALTER TABLE orders RENAME INDEX once TO one_each', 'an index’s name'],
    ['DROP INDEX by_customer ON orders', 'an index to drop'],
    ['ALTER TABLE invoices DROP FOREIGN KEY invoice_tax', 'a foreign key to drop'],
    ['ALTER TABLE orders ADD COLUMN a INT, ALGORITHM=INSTANT', 'what MySQL promises to do at once'],
    ["ALTER TABLE orders COMMENT = 'x'", 'a comment'],
    ['UPDATE orders SET note = 1 WHERE id = 1 LIMIT 1', 'rows'],
  ])('runs %s directly: %s', (sql) => {
    expect(planOf(sql)).toMatchObject([{ via: 'direct', sql }]);
    expect(planOf(sql)[0]).not.toHaveProperty('alter');
  });

  it('runs changes of a table directly that these migrations make', () => {
    const plan = planOf('CREATE TABLE fresh (id INT PRIMARY KEY); ALTER TABLE fresh ADD COLUMN a INT NOT NULL');
    expect(plan.map((planned) => planned.via)).toEqual(['direct', 'direct']);
  });

  it('makes clauses of statements about indexes', () => {
    expect(planOf('CREATE UNIQUE INDEX once ON orders(note) LOCK=NONE')).toMatchObject([
      { via: 'online', table: 'orders', alter: 'ADD UNIQUE INDEX once(note)' },
    ]);
  });

  it('leaves ALGORITHM and LOCK out of the clause', () => {
    const [planned] = planOf('ALTER TABLE orders ADD COLUMN a INT, ALGORITHM=INPLACE, LOCK=NONE');
    expect(planned?.alter).toBe('ADD COLUMN a INT');
  });

  it('plans nothing of what it can’t read', () => {
    expect(planOf('GRANT ALL ON orders TO app; ALTER TABLE orders SOMEHOW')).toEqual([]);
  });

  it('keeps texts as they are written', () => {
    const sql =
      "ALTER TABLE plain ADD COLUMN a VARCHAR(9) NOT NULL DEFAULT 'x ; --  y' COMMENT 'it''s /* no */ comment'";
    expect(planOf(`${sql} ;`)[0]?.sql).toBe(sql);
  });
});

const drops: readonly string[] = [
  'ALTER TABLE orders DROP COLUMN note',
  'DROP TABLE plain',
  'ALTER TABLE orders DROP INDEX once',
  'ALTER TABLE invoices DROP FOREIGN KEY invoice_customer',
  'ALTER TABLE orders ALTER state DROP DEFAULT',
  'DROP VIEW open_orders',
  'DROP TRIGGER audited_log',
  'TRUNCATE TABLE plain',
  'ALTER TABLE orders DROP PARTITION p2019',
];

describe('a contract migration', () => {
  it.each(drops)('may do what an ordinary release may not: %s', (sql) => {
    expect(planOf(sql)).toMatchObject([{ kind: 'contract' }]);
    expect(refusalsOf(sql, 'expand')).toHaveLength(1);
    expect(refusalsOf(sql, 'contract')).toEqual([]);
    expect(planOf(sql, 'contract')).toMatchObject([{ kind: 'contract' }]);
  });

  it.each([
    ['ALTER TABLE orders RENAME COLUMN note TO remark', 'rename-column'],
    ['ALTER TABLE orders MODIFY note VARCHAR(10)', 'narrower-type'],
    ['ALTER TABLE orders ADD UNIQUE (note)', 'unique-key'],
    ['ALTER TABLE orders DROP COLUMN id', 'primary-key'],
    ['DROP TABLE customers', 'referenced-table'],
    ['ALTER TABLE audited DROP COLUMN id', 'existing-trigger'],
    ['GRANT ALL ON orders TO app', 'not-a-migration'],
  ])('may not do what would lose data, or the tool can’t: %s', (sql, rule) => {
    expect(refusalsOf(sql, 'contract')).toContain(rule);
  });

  it('may drop a table when what refers to it is gone by then', () => {
    expect(
      refusalsOf('ALTER TABLE invoices DROP FOREIGN KEY invoice_customer; DROP TABLE customers', 'contract'),
    ).toEqual([]);
    expect(refusalsOf('DROP TABLE invoices; DROP TABLE customers', 'contract')).toEqual([]);
  });
});
