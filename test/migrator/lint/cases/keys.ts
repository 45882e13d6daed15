import type { Case } from './case.ts';

/** Changes of keys and constraints. */
export const keys: readonly Case[] = [
  {
    rule: 'primary-key',
    sql: 'ALTER TABLE orders DROP PRIMARY KEY',
    says: 'Drops the primary key of orders: the copy and replicas find rows by it.',
    safe: 'ALTER TABLE orders DROP INDEX by_customer',
  },
  {
    rule: 'primary-key',
    sql: 'ALTER TABLE heap ADD PRIMARY KEY (id)',
    says: 'Adds a primary key to heap: the copy goes row by row along the key that is there.',
    safe: 'CREATE TABLE fresh (id INT PRIMARY KEY)',
  },
  {
    rule: 'primary-key',
    sql: 'ALTER TABLE orders DROP COLUMN id',
    says: 'Drops orders.id, which is part of the primary key: rows that differ only in it would be lost in the copy.',
    safe: 'ALTER TABLE orders ADD COLUMN uid INT',
  },
  {
    rule: 'unique-key',
    sql: 'ALTER TABLE orders ADD UNIQUE KEY note_once (note)',
    says: 'Makes (note) of orders unique over rows that exist: duplicates would be lost in the copy, and the old code may write more.',
    safe: 'ALTER TABLE orders ADD KEY by_note (note)',
  },
  {
    rule: 'unique-key',
    sql: 'CREATE UNIQUE INDEX note_once ON orders (note)',
    says: 'Makes (note) of orders unique over rows that exist: duplicates would be lost in the copy, and the old code may write more.',
    safe: 'CREATE INDEX by_note ON orders (note)',
  },
  {
    rule: 'unique-key',
    sql: 'ALTER TABLE orders ADD COLUMN code INT NOT NULL DEFAULT 0 UNIQUE',
    says: 'Adds orders.code as UNIQUE with the same value in every row: only one row would stay.',
    safe: 'ALTER TABLE orders ADD COLUMN code INT NULL UNIQUE',
  },
  {
    rule: 'unique-key',
    sql: 'ALTER TABLE orders ADD COLUMN code INT NOT NULL DEFAULT 0, ADD UNIQUE (code)',
    says: 'Makes (code) of orders unique over rows that exist: duplicates would be lost in the copy, and the old code may write more.',
    safe: 'ALTER TABLE orders ADD COLUMN code INT NULL, ADD UNIQUE (code)',
  },
  {
    rule: 'unique-key',
    sql: 'ALTER TABLE orders DROP COLUMN email',
    says: 'Drops orders.email, which is part of the unique key once: rows that differ only in it would be lost in the copy.',
    safe: 'ALTER TABLE orders ADD COLUMN mail VARCHAR(100)',
  },
  {
    rule: 'drop-unique-key',
    sql: 'ALTER TABLE orders DROP INDEX once',
    says: 'Drops the unique index once of orders: the old code relies on it to refuse and to find duplicates.',
    safe: 'ALTER TABLE orders RENAME INDEX once TO one_each',
  },
  {
    rule: 'drop-index',
    sql: 'DROP INDEX by_customer ON orders',
    says: 'Drops index by_customer of orders: queries of the old code may become slow, and those that force it fail.',
    safe: 'ALTER TABLE orders ALTER INDEX by_customer INVISIBLE',
  },
  {
    rule: 'wide-index',
    sql: 'CREATE INDEX wide ON orders (customer_id, state, quantity, total)',
    says: 'Indexes 4 columns of orders: more than three rarely help.',
    safe: 'CREATE INDEX narrow ON orders (customer_id, state, quantity)',
  },
  {
    rule: 'fulltext-index',
    sql: 'ALTER TABLE orders ADD FULLTEXT INDEX words (body)',
    says: 'Adds a fulltext index on orders: it makes the copy, and every write during it, slow.',
    safe: 'ALTER TABLE orders ADD INDEX starts (body(20))',
  },
  {
    rule: 'spatial-index',
    sql: 'ALTER TABLE orders ADD SPATIAL INDEX areas (area)',
    says: 'Adds a spatial index on (area) of orders, which may be NULL, which a spatial index can’t hold.',
    safe: 'ALTER TABLE orders ADD SPATIAL INDEX places (place)',
  },
  {
    rule: 'foreign-key',
    sql: 'ALTER TABLE orders ADD CONSTRAINT order_tax FOREIGN KEY (quantity) REFERENCES taxes (id)',
    says: 'Adds a foreign key from orders to taxes: writes of the old code without a row in taxes are refused.',
    safe: 'ALTER TABLE orders ADD INDEX by_quantity (quantity)',
  },
  {
    rule: 'foreign-key',
    sql: 'ALTER TABLE orders ADD COLUMN tax_id INT REFERENCES taxes (id)',
    says: 'Adds orders.tax_id with REFERENCES taxes: MariaDB makes a foreign key of it, MySQL before 9 ignores it.',
    safe: 'ALTER TABLE orders ADD COLUMN tax_id INT',
  },
  {
    rule: 'new-foreign-key',
    sql: 'CREATE TABLE refunds (id INT PRIMARY KEY, order_id INT UNSIGNED, FOREIGN KEY (order_id) REFERENCES orders (id))',
    says: 'Makes refunds refer to orders: deletes of the old code there are refused as soon as rows here refer to them.',
    safe: 'CREATE TABLE refunds (id INT PRIMARY KEY, order_id INT UNSIGNED, FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE CASCADE)',
  },
  {
    rule: 'drop-foreign-key',
    sql: 'ALTER TABLE invoices DROP FOREIGN KEY invoice_customer',
    says: 'Drops foreign key invoice_customer of invoices: the old code relies on its ON DELETE CASCADE.',
    safe: 'ALTER TABLE invoices DROP FOREIGN KEY invoice_tax',
  },
  {
    rule: 'check',
    sql: 'ALTER TABLE orders ADD CONSTRAINT some CHECK (quantity > 0)',
    says: 'Adds a CHECK to orders: rows that break it, and writes of the old code that do, are refused.',
    safe: 'ALTER TABLE orders ADD CONSTRAINT some CHECK (quantity > 0) NOT ENFORCED',
  },
  {
    rule: 'primary-key',
    sql: 'ALTER TABLE orders DROP INDEX `PRIMARY`',
    says: 'Drops the primary key of orders: the copy and replicas find rows by it.',
    safe: 'ALTER TABLE orders RENAME INDEX by_customer TO of_customer',
  },
];
