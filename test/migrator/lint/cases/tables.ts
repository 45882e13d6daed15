import type { Case } from './case.ts';

/** Changes of tables, views, triggers and rows. */
export const tables: readonly Case[] = [
  {
    rule: 'drop-table',
    sql: 'DROP TABLE plain',
    says: 'Drops table plain: the old code may still use it.',
    safe: 'DROP TABLE IF EXISTS nowhere',
  },
  {
    rule: 'rename-table',
    sql: 'RENAME TABLE plain TO simple',
    says: 'Renames table plain to simple: the old code still says plain.',
    safe: 'CREATE TABLE simple (id INT PRIMARY KEY)',
  },
  {
    rule: 'rename-table',
    sql: 'ALTER TABLE plain RENAME TO simple',
    says: 'Renames table plain to simple: the old code still says plain.',
    safe: 'CREATE TABLE simple LIKE plain',
  },
  {
    rule: 'truncate',
    sql: 'TRUNCATE TABLE plain',
    says: 'Empties table plain: the old code may still need its rows.',
    safe: 'DELETE FROM plain WHERE id < 0 LIMIT 1',
  },
  {
    rule: 'replace-table',
    sql: 'CREATE OR REPLACE TABLE plain (id INT PRIMARY KEY)',
    says: 'Drops plain, if it exists, to make it anew.',
    safe: 'CREATE TABLE plain2 (id INT PRIMARY KEY)',
  },
  {
    rule: 'table-without-primary-key',
    sql: 'CREATE TABLE log (at DATETIME, line TEXT)',
    says: 'Makes log without a primary key.',
    safe: 'CREATE TABLE log (id INT AUTO_INCREMENT, line TEXT, PRIMARY KEY (id))',
  },
  {
    rule: 'table-without-primary-key',
    sql: 'CREATE TABLE pile LIKE heap',
    says: 'Makes pile like heap, without a primary key.',
    safe: 'CREATE TABLE pile LIKE plain',
  },
  {
    rule: 'create-table-as',
    sql: 'CREATE TABLE copy (id INT PRIMARY KEY) AS SELECT id FROM orders',
    says: 'Fills copy from a query in one go: it locks what it reads, and has no bound.',
    safe: 'CREATE TABLE copy (id INT PRIMARY KEY)',
  },
  {
    rule: 'table-engine',
    sql: 'ALTER TABLE orders ENGINE = MyISAM',
    says: 'Moves orders to MYISAM.',
    safe: 'ALTER TABLE orders ENGINE = InnoDB',
  },
  {
    rule: 'table-engine',
    sql: 'CREATE TABLE log (id INT PRIMARY KEY) ENGINE=MEMORY',
    says: 'Makes log with MEMORY.',
    safe: 'CREATE TABLE log (id INT PRIMARY KEY) ENGINE=InnoDB',
  },
  {
    rule: 'table-charset',
    sql: 'ALTER TABLE orders CONVERT TO CHARACTER SET latin1',
    says: 'Converts orders to latin1: comparisons, keys and stored bytes of every text column change.',
    safe: 'ALTER TABLE orders ROW_FORMAT = DYNAMIC',
  },
  {
    rule: 'default-charset',
    sql: 'ALTER TABLE orders DEFAULT CHARACTER SET latin1',
    says: 'Makes latin1 the default of orders: columns added later join badly with those that are there.',
    safe: 'ALTER TABLE orders DEFAULT CHARACTER SET utf8mb4',
  },
  {
    rule: 'partitioning',
    sql: 'ALTER TABLE orders PARTITION BY HASH (id) PARTITIONS 8',
    says: 'Changes the partitions of orders: it locks the table, and keys and foreign keys may no longer fit.',
    safe: 'CREATE INDEX by_total ON orders (total)',
  },
  {
    rule: 'partitioning',
    sql: 'CREATE TABLE days (id INT PRIMARY KEY) PARTITION BY HASH (id) PARTITIONS 8',
    says: 'Makes days partitioned: it can have no foreign keys, and its partitions need care.',
    safe: 'CREATE TABLE days (id INT PRIMARY KEY)',
  },
  {
    rule: 'drop-partition',
    sql: 'ALTER TABLE orders DROP PARTITION p2019',
    says: 'Drops a partition of orders with its rows.',
    safe: 'ALTER TABLE orders ADD COLUMN year_placed INT',
  },
  {
    rule: 'view',
    sql: 'CREATE OR REPLACE VIEW open_orders AS SELECT id FROM orders',
    says: 'Replaces view open_orders: the old code may still read it as it was.',
    safe: 'CREATE VIEW open_orders2 AS SELECT id FROM orders',
  },
  {
    rule: 'drop-view',
    sql: 'DROP VIEW open_orders',
    says: 'Drops view open_orders: the old code may still read it.',
    safe: 'CREATE VIEW paid_orders AS SELECT id FROM orders',
  },
  {
    rule: 'trigger',
    sql: 'CREATE TRIGGER stamp BEFORE INSERT ON orders FOR EACH ROW SET NEW.quantity = 1',
    says: 'Makes a trigger on orders: it changes what writes of the old code do.',
    safe: 'CREATE TABLE stamps (id INT PRIMARY KEY)',
  },
  {
    rule: 'drop-trigger',
    sql: 'DROP TRIGGER audited_log',
    says: 'Drops trigger audited_log: the old code may rely on what it does.',
    safe: 'DROP TABLE IF EXISTS nowhere',
  },
  {
    rule: 'rows-changed',
    sql: "UPDATE orders SET note = '' WHERE note IS NULL LIMIT 500",
    says: 'UPDATE changes rows of orders under the old code.',
    safe: 'CREATE TABLE seeds (id INT PRIMARY KEY); INSERT INTO seeds (id) VALUES (1), (2)',
  },
  {
    rule: 'default-charset',
    sql: 'ALTER TABLE orders CHARACTER SET latin1 ENGINE=InnoDB',
    says: 'Makes latin1 the default of orders: columns added later join badly with those that are there.',
    safe: "ALTER TABLE orders ENGINE = InnoDB ROW_FORMAT=DYNAMIC COMMENT 'x'",
  },
  {
    rule: 'default-charset',
    sql: 'ALTER TABLE orders DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin',
    says: 'Makes utf8mb4_bin the default of orders: columns added later join badly with those that are there.',
    safe: 'ALTER TABLE orders DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_unicode_ci',
  },
];
