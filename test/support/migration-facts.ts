import type { Migration, MigrationRecord } from '../../src/contracts/migration/record.ts';
import { digestOf } from './release-facts.ts';

export const migrationRef = { database: 'shop', epoch: 3 };

export const migrationTerms: Migration['terms'] = {
  withinSeconds: 21_600,
  longTransactionSeconds: 60,
  retentionSeconds: 604_800,
  maxLagSeconds: 5,
  maxLoad: 'Threads_running=25',
  criticalLoad: 'Threads_running=100',
  approval: 'large',
  largeRows: 10_000_000,
  largeSeconds: 1800,
  askSeconds: 86_400,
  incidents: [],
};

/** A whole record of migration 3 of the database shop, which release 7 of orders waits for. */
export const migrationWith = (changes: Partial<MigrationRecord> = {}): MigrationRecord => ({
  ...migrationRef,
  status: 'active',
  holder: 'orders-7-migrates',
  admittedAt: '2026-11-23T10:01:00.000Z',
  migration: {
    service: 'orders',
    to: { version: '2.0.0', digest: digestOf('b') },
    image: `123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/orders@${digestOf('b')}`,
    folder: '/migrations',
    mode: 'expand',
    release: { service: 'orders', epoch: 7 },
    cluster: 'production',
    namespace: 'orders-data',
    secret: 'orders-database',
    migrator: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/tidegate-migrator:1.0.0',
    terms: migrationTerms,
    plan: ['validate', 'dryRun', 'execute', 'verify', 'record'],
  },
  ...changes,
});

/** The same, started by itself. */
export const aloneWith = (changes: Partial<MigrationRecord> = {}): MigrationRecord => {
  const { migration, ...rest } = migrationWith();
  const { release, ...alone } = migration;
  return { ...rest, migration: alone, ...changes };
};
