import type { SchemaFacts, TableFacts } from '../../../migrator/lint/facts.ts';

const bare: TableFacts = {
  columns: { id: { type: 'int unsigned', nullable: false, default: null, autoIncrement: true } },
  primaryKey: ['id'],
  indexes: [],
  foreignKeys: [],
  referencedBy: [],
  triggers: [],
  rows: 1000,
  engine: 'InnoDB',
  charset: 'utf8mb4',
  collation: 'utf8mb4_unicode_ci',
};

const orders: TableFacts = {
  ...bare,
  rows: 5_000_000,
  columns: {
    ...bare.columns,
    customer_id: { type: 'int unsigned', nullable: true, default: null },
    state: { type: "enum('open','paid','sent')", nullable: false, default: 'open' },
    note: { type: 'varchar(200)', nullable: true, default: null, charset: 'utf8mb4', collation: 'utf8mb4_unicode_ci' },
    total: { type: 'decimal(10,2)', nullable: false, default: '0.00' },
    quantity: { type: 'int(11)', nullable: false, default: null },
    placed_at: { type: 'datetime', nullable: false, default: 'current_timestamp()' },
    touched_at: { type: 'timestamp', nullable: false, default: 'CURRENT_TIMESTAMP', setOnUpdate: true },
    email: { type: 'varchar(100)', nullable: false, default: '', charset: 'latin1', collation: 'latin1_swedish_ci' },
    slug: { type: 'varchar(20)', nullable: true, default: null, charset: 'utf8mb4', collation: 'utf8mb4_bin' },
    body: { type: 'text', nullable: true, default: null },
    place: { type: 'point', nullable: false, default: null },
    area: { type: 'polygon', nullable: true, default: null },
    doubled: { type: 'int', nullable: true, default: null, generated: 'virtual' },
  },
  indexes: [
    { name: 'by_customer', columns: ['customer_id'], unique: false },
    { name: 'once', columns: ['email', 'placed_at'], unique: true },
  ],
};

const customers: TableFacts = {
  ...bare,
  referencedBy: [{ name: 'invoice_customer', table: 'invoices', onDelete: 'CASCADE' }],
};

const invoices: TableFacts = {
  ...bare,
  columns: {
    ...bare.columns,
    customer_id: { type: 'int unsigned', nullable: true, default: null },
    tax_id: { type: 'int unsigned', nullable: true, default: null },
  },
  foreignKeys: [
    { name: 'invoice_customer', table: 'customers', onDelete: 'CASCADE' },
    { name: 'invoice_tax', table: 'taxes', onDelete: 'RESTRICT' },
  ],
};

/** The schema that the tests' migrations meet: an `orders` table with a bit of everything, and one table for each trouble. */
export const shop: SchemaFacts = {
  tables: {
    orders,
    customers,
    invoices,
    plain: bare,
    taxes: bare,
    audited: { ...bare, triggers: ['audited_log'] },
    heap: { ...bare, primaryKey: [] },
    [`t${'x'.repeat(60)}`]: bare,
  },
};
