import { describe, expect, it } from '@jest/globals';
import picocolors from 'picocolors';
import { accountStatements, accountsOf, urlOf } from '../../cli/rehearse/database/access.ts';
import { findPrograms } from '../../cli/rehearse/database/programs.ts';
import { migrationLines } from '../../cli/rehearse/report/migration-lines.ts';
import { migrationReport } from '../../cli/rehearse/report/migration-report.ts';
import { migrationEndMoment, progressMoment } from '../../cli/rehearse/timeline/migration-moment.ts';
import { migratorImageName } from '../../cli/rehearse/world/migrator.ts';
import { MigrationReport } from '../../src/contracts/report-migrations.ts';
import { migrationWith } from '../support/migration-facts.ts';

describe('a machine without MariaDB', () => {
  it('hears which Debian packages bring what is missing', async () => {
    const usual = findPrograms('/nowhere').catch((error: Error) => `${error.name}: ${error.message}`);
    expect(await usual).toMatch(/^BadInput: .*pt-online-schema-change cannot be found.*percona-toolkit/);
  });
});

describe('the accounts of a database', () => {
  const accounts = accountsOf('shop-orders', { host: '127.0.0.1', port: 3307 });

  it('let programs reach it by a URL, with a password that nobody else knows', () => {
    const { password } = accounts.program;
    expect(urlOf(accounts.program)).toBe(`mysql://shop_orders:${password}@127.0.0.1:3307/shop_orders`);
    expect(accountsOf('shop-orders', accounts.program).program.password).not.toBe(password);
    expect(accounts.migrator.password).not.toBe(password);
  });

  it('let programs change rows and only the migrator the schema', () => {
    const grants = accountStatements(accounts).filter((statement) => statement.startsWith('GRANT'));
    const ofProgram = grants.filter((grant) => grant.includes("'shop_orders'@"));
    expect(ofProgram).toEqual(["GRANT SELECT, INSERT, UPDATE, DELETE ON shop_orders.* TO 'shop_orders'@'127.0.0.1';"]);
    expect(grants.filter((grant) => grant.includes('ALTER')).join()).toContain("'shop_orders_migrator'@");
  });
});

describe('the image of the migrator', () => {
  it.each([
    ['123456789012.dkr.ecr.eu-west-1.amazonaws.com/tidegate/migrator:0.1.0', 'tidegate/migrator:0.1.0'],
    ['localhost:5000/migrator', 'migrator:rehearsed'],
    ['migrator:1', 'migrator:1'],
    [`tidegate/migrator:0.1.0@sha256:${'a'.repeat(64)}`, 'tidegate/migrator:0.1.0'],
  ])('of %s is pushed as %s', (image, name) => {
    expect(migratorImageName({ image } as Parameters<typeof migratorImageName>[0])).toBe(name);
  });
});

describe('the report of a migration', () => {
  const record = migrationWith({
    status: 'free',
    results: {
      plan: {
        ...{ outcome: 'passed', stage: 'plan', because: 'ok' },
        pending: [{ file: '002_a.sql', line: 3, table: 'orders', kind: 'expand', via: 'online', rows: 90 }],
      },
      execute: {
        ...{ outcome: 'passed', stage: 'execute', because: 'done' },
        applied: [
          { file: '002_a.sql', line: 3, table: 'orders', seconds: 4.25, rowsCopied: 50_924, rowsCompared: 50_924 },
          { file: '003_b.contract.sql', line: 2, table: 'carts', seconds: 0.1 },
        ],
      },
    },
    conclusion: { outcome: 'migrated', because: 'the schema is what 2.0.0 needs', at: '2026-11-23T10:00:00.000Z' },
  });
  const report = migrationReport(record);
  if (report === undefined) throw new Error('a concluded migration has a report');

  it('says of each statement how it was run, and what a rollback does about it', () => {
    expect(MigrationReport.parse(report).statements).toMatchObject([
      { kind: 'expand', online: true, rowsCopied: 50_924, wayBack: expect.stringContaining('old code runs on') },
      { kind: 'contract', online: false, rowsCopied: null, wayBack: expect.stringContaining('point of no return') },
    ]);
  });

  it('is none for a migration that is under way', () => {
    const { conclusion, ...underWay } = record;
    expect([conclusion?.outcome, migrationReport({ ...underWay, status: 'active' })]).toEqual(['migrated', undefined]);
  });

  it('reads as a list of statements with their ways back', () => {
    const [title = '', ...lines] = migrationLines([report], picocolors.createColors(false));
    expect(title).toMatch(/expand of .*: migrated$/);
    expect(lines).toEqual([
      '    002_a.sql: orders, 50,924 rows copied, 50,924 compared, 4.3 s',
      expect.stringContaining('way back: stays as it is'),
      '    003_b.contract.sql: carts, at once, 0.1 s',
      expect.stringContaining('way back: none'),
      '',
    ]);
  });
});

describe('the timeline of a migration', () => {
  it('tells how far it is, and why it waits', () => {
    const progress = { file: '002_a.sql', table: 'orders', percent: 43.7, secondsLeft: 9 };
    expect(progressMoment({ ...progress, doing: 'copying' })).toMatchObject({
      label: 'copying',
      text: 'orders 43 %, 9 s left (002_a.sql)',
    });
    expect(progressMoment({ file: '002_a.sql', table: 'orders', doing: 'throttled', because: 'busy' }).text).toBe(
      'orders (002_a.sql): busy',
    );
  });

  it.each([
    [{ status: 'SUCCEEDED', error: undefined }, 'MIGRATED'],
    [{ status: 'SUCCEEDED', error: undefined, idle: true }, 'UNCHANGED'],
    [{ status: 'FAILED', error: 'MigrationRefused' }, 'REFUSED'],
    [{ status: 'FAILED', error: 'MigrationAborted' }, 'ABORTED'],
    [{ status: 'FAILED', error: 'MigrationFailed' }, 'FAILED'],
  ])('tells its end %j as %s', (end, label) => {
    expect(migrationEndMoment('so it was', { at: 0, because: 'so it was', ...end }).label).toBe(label);
  });
});
