import { describe, expect, it } from '@jest/globals';
import { lint, type SchemaFacts } from '../../../migrator/lint/lint.ts';
import { shop } from './shop.ts';

const rulesOf = (schema: SchemaFacts | undefined, ...sqls: readonly string[]): readonly string[] =>
  lint(
    sqls.map((sql, index) => ({ name: `00${index + 1}_a.sql`, sql })),
    schema,
  ).findings.map((finding) => `${finding.severity} ${finding.rule}`);

const fresh = 'CREATE TABLE fresh (id INT PRIMARY KEY, a VARCHAR(20), b INT)';

describe('what the old code can’t know', () => {
  it.each([
    'ALTER TABLE fresh DROP COLUMN a',
    'ALTER TABLE fresh RENAME COLUMN a TO c',
    'ALTER TABLE fresh MODIFY a INT NOT NULL',
    'ALTER TABLE fresh ADD UNIQUE (a)',
    'ALTER TABLE fresh ADD CHECK (b > 0)',
    'ALTER TABLE fresh CONVERT TO CHARACTER SET latin1',
    'RENAME TABLE fresh TO fresher',
    'DROP TABLE fresh',
  ])('may change as it likes: %s', (sql) => {
    expect(rulesOf(shop, fresh, sql)).toEqual([]);
  });

  it('is also a column of an earlier file, by its new name too', () => {
    const add = 'ALTER TABLE orders ADD COLUMN a INT';
    expect(rulesOf(shop, add, 'ALTER TABLE orders DROP COLUMN A')).toEqual([]);
    expect(rulesOf(shop, add, 'ALTER TABLE orders CHANGE a b BIGINT NOT NULL', 'ALTER TABLE orders DROP b')).toEqual(
      [],
    );
  });

  it('is not a table that may have been there', () => {
    const maybe = 'CREATE TABLE IF NOT EXISTS fresh (id INT PRIMARY KEY, a INT)';
    expect(rulesOf(undefined, maybe, 'ALTER TABLE fresh RENAME COLUMN a TO b')).toContain('refuse rename-column');
    expect(rulesOf(shop, maybe, 'ALTER TABLE fresh RENAME COLUMN a TO b')).toEqual([]);
  });

  it('is not a column that may have been there', () => {
    const maybe = 'ALTER TABLE orders ADD COLUMN IF NOT EXISTS a INT';
    expect(rulesOf(undefined, maybe, 'ALTER TABLE orders DROP a')).toContain('refuse drop-column');
    expect(rulesOf(shop, maybe, 'ALTER TABLE orders DROP a')).toEqual([]);
  });
});

describe('the schema on the way through the files', () => {
  it('has the changes of the files before', () => {
    expect(
      rulesOf(
        shop,
        'ALTER TABLE orders MODIFY quantity BIGINT NOT NULL',
        'ALTER TABLE orders MODIFY quantity INT NOT NULL',
      ),
    ).toEqual(['refuse narrower-type']);
    expect(rulesOf(shop, 'DROP INDEX by_customer ON orders', 'DROP INDEX by_customer ON orders')).toEqual([
      'warn drop-index',
      'refuse schema-mismatch',
    ]);
  });

  it('refuses names of tables that leave no room for their copies', () => {
    const name = 't'.repeat(59);
    expect(rulesOf(shop, `CREATE TABLE ${name} (id INT PRIMARY KEY)`)).toEqual(['refuse long-name']);
    expect(rulesOf(shop, `CREATE TABLE ${name.slice(1)} (id INT PRIMARY KEY)`)).toEqual([]);
    expect(rulesOf(shop, `ALTER TABLE t${'x'.repeat(60)} ADD COLUMN a INT`)).toEqual(['refuse long-name']);
  });
});

describe('without a schema', () => {
  it.each([
    [
      'ALTER TABLE orders MODIFY note TEXT',
      'Defines orders.note anew: whether old values still fit can’t be told, because the schema is not known here.',
    ],
    [
      'ALTER TABLE orders DROP INDEX once',
      'Drops index once of orders: whether it is unique can’t be told, because the schema is not known here.',
    ],
    [
      'ALTER TABLE orders DROP FOREIGN KEY f',
      'Drops foreign key f of orders: what it does on delete can’t be told, because the schema is not known here.',
    ],
    [
      'ALTER TABLE orders DROP CONSTRAINT c',
      'Drops constraint c of orders: what it is can’t be told, because the schema is not known here.',
    ],
  ])('refuses what it can’t judge, and says so: %s', (sql, sentence) => {
    expect(lint([{ name: '001_a.sql', sql }]).findings).toContainEqual(
      expect.objectContaining({ rule: 'needs-schema', severity: 'refuse', sentence }),
    );
  });

  it('warns of what gate 2 will see anyway', () => {
    expect(rulesOf(undefined, 'ALTER TABLE orders ADD COLUMN a INT')).toEqual(['warn needs-schema']);
    expect(rulesOf(undefined, 'CREATE TABLE a LIKE orders')).toEqual(['warn needs-schema']);
    expect(rulesOf(undefined, 'ALTER TABLE orders ALTER note SET DEFAULT 1')).toEqual(['warn needs-schema']);
  });

  it('says nothing of what needs no schema', () => {
    expect(rulesOf(undefined, fresh)).toEqual([]);
  });
});
