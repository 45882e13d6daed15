import type { Case } from './case.ts';

/** What pt-online-schema-change can’t do, and what does not fit the schema. */
export const online: readonly Case[] = [
  {
    rule: 'existing-trigger',
    sql: 'ALTER TABLE audited ADD COLUMN a INT',
    says: 'audited has triggers (audited_log), which pt-online-schema-change can’t keep.',
    safe: 'ALTER TABLE plain ADD COLUMN a INT',
  },
  {
    rule: 'referenced-table',
    sql: 'ALTER TABLE customers ADD COLUMN a INT',
    says: 'customers is referred to by invoices: foreign keys can’t follow the table while it is exchanged.',
    safe: 'ALTER TABLE customers ADD COLUMN a INT, ALGORITHM=INSTANT',
  },
  {
    rule: 'referenced-table',
    sql: 'DROP TABLE customers',
    says: 'Drops customers, to which invoices refer: the server refuses that.',
    safe: 'DROP TABLE IF EXISTS nowhere',
  },
  {
    rule: 'own-foreign-keys',
    sql: 'ALTER TABLE invoices ADD COLUMN a INT',
    says: 'Foreign keys of invoices get another name, with _ in front, in the copy.',
    safe: 'ALTER TABLE invoices ALTER COLUMN id SET DEFAULT 1',
  },
  {
    rule: 'no-key',
    sql: 'ALTER TABLE heap ADD COLUMN a INT',
    says: 'heap has no primary key and no unique key without NULLs: the copy has nothing to go along.',
    safe: 'ALTER TABLE plain ADD COLUMN a INT',
  },
  {
    rule: 'mixed-statement',
    sql: 'ALTER TABLE invoices DROP FOREIGN KEY invoice_tax, ADD COLUMN a INT',
    says: 'Does something to invoices beside other changes that pt-online-schema-change can’t do with them.',
    safe: 'ALTER TABLE plain ADD COLUMN a INT, ADD INDEX (a)',
  },
  {
    rule: 'online-options',
    sql: 'ALTER TABLE plain ADD COLUMN a INT, ALGORITHM=INPLACE',
    says: 'ALGORITHM=INPLACE is left out: pt-online-schema-change makes the change to an empty copy.',
    safe: 'ALTER TABLE plain ADD COLUMN a INT, ALGORITHM=INSTANT',
  },
  {
    rule: 'schema-mismatch',
    sql: 'ALTER TABLE nowhere ADD COLUMN a INT',
    says: 'Changes table nowhere, which does not exist.',
    safe: 'ALTER TABLE plain ADD COLUMN a INT',
  },
  {
    rule: 'schema-mismatch',
    sql: 'ALTER TABLE orders ADD COLUMN NOTE INT',
    says: 'Adds orders.NOTE, which exists.',
    safe: 'ALTER TABLE orders ADD COLUMN IF NOT EXISTS NOTE INT',
  },
  {
    rule: 'schema-mismatch',
    sql: 'ALTER TABLE orders ADD INDEX (absent)',
    says: 'Indexes orders.absent, which does not exist.',
    safe: 'ALTER TABLE orders ADD COLUMN absent INT, ADD INDEX (absent)',
  },
  {
    rule: 'schema-mismatch',
    sql: 'CREATE TABLE plain (id INT PRIMARY KEY)',
    says: 'Makes plain, which exists.',
    safe: 'CREATE TABLE IF NOT EXISTS plain (id INT PRIMARY KEY)',
  },
  {
    rule: 'schema-mismatch',
    sql: 'CREATE TABLE Plain (id INT PRIMARY KEY)',
    says: 'Makes Plain, beside plain: servers may take them for one.',
    safe: 'CREATE TABLE plainer (id INT PRIMARY KEY)',
  },
  {
    rule: 'schema-mismatch',
    sql: 'CREATE INDEX by_customer ON orders (customer_id)',
    says: 'Adds index by_customer to orders, which exists.',
    safe: 'CREATE INDEX IF NOT EXISTS by_customer ON orders (customer_id)',
  },
  {
    rule: 'schema-mismatch',
    sql: 'ALTER TABLE orders DROP COLUMN visible',
    says: 'Changes orders.visible, which does not exist.',
    safe: 'ALTER TABLE orders ADD COLUMN visible INT AFTER note, ADD COLUMN persistent INT, ADD COLUMN srid INT',
  },
  {
    rule: 'schema-mismatch',
    sql: 'ALTER TABLE orders DROP COLUMN constructor',
    says: 'Changes orders.constructor, which does not exist.',
    safe: 'ALTER TABLE orders DROP COLUMN IF EXISTS constructor, ADD COLUMN toString INT',
  },
];
