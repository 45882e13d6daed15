import type { MigratorResult, PendingStatement, Stage } from '../../../src/contracts/migration/result.ts';
import type { Policy } from '../../../src/contracts/policy.ts';
import type { ReleaseRecord } from '../../../src/contracts/release.ts';
import { digestOf, policyWith, recordWith } from '../../support/release-facts.ts';
import { instantOf } from '../world.ts';
import type { JobEnd, MigrationWorld } from './world.ts';

/** Whether a person must agree to every migration. */
export interface Setting {
  readonly approval: 'never' | 'always';
  /** A clean-up that is late is left to the lock of the database itself, under which cleaning and execution exclude each other. */
  readonly trustsDatabase?: true;
}

export const database = 'shop';
/** The release that waits for the first migration, and its execution; the second is started by hand for another service. */
export const release = { service: 'orders', epoch: 7 };
export const executionOfRelease = 'orders-7-migrates';
export const executionByHand = 'billing-by-hand';
export const otherService = 'billing';

/** All instants are one, but for the waits that matter: a minute, and more than every limit. */
export const now = instantOf(0);
export const minuteLater = instantOf(0, 100);
export const daysLater = instantOf(0, 10 * 24 * 3600);

export const policyOf = (service: string, { approval }: Setting): Policy => {
  const migrations = { database, image: 'registry/migrator:1', namespace: 'shop-data', secret: 'shop-database' };
  return policyWith({ service, migrations: { ...migrations, approval: { expand: approval } } });
};

export const found = { digest: digestOf('c'), image: `registry/shop/billing@${digestOf('c')}`, tags: ['1.0.0'] };

/** The release's record: all of it that a migration reads. */
export const releaseRecord = (status: MigrationWorld['release']): ReleaseRecord => {
  const record = recordWith({ status, ...(status === 'active' ? {} : { abortedBecause: 'an alarm fired' }) });
  return { ...record, release: { ...record.release, plan: [{ kind: 'migrate', database }] } };
};

const pending: readonly PendingStatement[] = [
  { ...{ file: '002_note.sql', line: 1, table: 'orders', kind: 'expand', via: 'online', rows: 9, bytes: 9 } },
];

const server = { version: '8.4.0', freeDiskBytes: 1_000_000, lagSeconds: null, longTransactions: [] };

const passed = (stage: Stage): MigratorResult => ({
  ...{ outcome: 'passed', stage, because: 'passed' },
  ...(stage === 'validate' || stage === 'plan' ? { pending: [...pending] } : {}),
  ...(stage === 'plan' ? { server } : {}),
});

/** What the Job's termination message says; null when there is none. */
export const resultOf = (stage: Stage, end: JobEnd): MigratorResult | null => {
  if (end === 'killed') return null;
  if (end === 'passed') return passed(stage);
  if (end === 'nothing') return { outcome: 'passed', stage, because: 'nothing', pending: [] };
  return end === 'refused'
    ? { outcome: 'refused', stage, gate: 'drift', because: 'refused' }
    : { outcome: 'failed', stage, error: 'ServerRefused', because: 'failed', again: false };
};
