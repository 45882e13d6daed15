import { describe, expect, it } from '@jest/globals';
import { AccessIncomplete } from '../../migrator/database/access.ts';
import type { HistoryEntry } from '../../migrator/database/history.ts';
import { asRefusal, StatementRefused } from '../../migrator/database/server-error.ts';
import { dryRunArguments, reasonIn } from '../../migrator/online/dry-run.ts';
import { failureOf, Trouble } from '../../migrator/trouble.ts';
import { differenceInWords } from '../../migrator/work/difference.ts';
import { estimated, rowsPerSecond } from '../../migrator/work/estimate.ts';
import type { PendingStatement } from '../../migrator/work/work.ts';

const serverError = (code: string | undefined, sqlMessage = 'The server’s words', errno = 1): Error =>
  Object.assign(new Error('other words'), { sqlMessage, errno, ...(code !== undefined && { code }) });

describe('an error', () => {
  it.each([
    ['ECONNREFUSED', 'DatabaseUnreachable', true],
    ['PROTOCOL_CONNECTION_LOST', 'DatabaseUnreachable', true],
    ['ER_LOCK_WAIT_TIMEOUT', 'DatabaseBusy', true],
    ['ER_LOCK_DEADLOCK', 'DatabaseBusy', true],
    ['ER_CON_COUNT_ERROR', 'DatabaseBusy', true],
    ['ER_ACCESS_DENIED_ERROR', 'DatabaseDenied', false],
    ['ER_BAD_DB_ERROR', 'DatabaseDenied', false],
    ['HANDSHAKE_SSL_ERROR', 'DatabaseAccessInvalid', false],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'DatabaseAccessInvalid', false],
    ['ER_OUT_OF_RESOURCES', 'MigratorBroken', false],
  ])('%s ends as %s; to be started again: %s', (code, error, again) => {
    expect(failureOf(serverError(code), 'plan')).toMatchObject({ outcome: 'failed', stage: 'plan', error, again });
  });

  it('of the environment says which variable', () => {
    expect(failureOf(new AccessIncomplete('TIDEGATE_DB_HOST is not set.'), 'plan')).toMatchObject({
      error: 'DatabaseAccessInvalid',
      because: 'TIDEGATE_DB_HOST is not set.',
    });
  });

  it('that has a name of ours keeps it', () => {
    expect(failureOf(new Trouble('CopyFailed', 'Why.', true), 'execute')).toMatchObject({
      error: 'CopyFailed',
      because: 'Why.',
    });
  });

  it('of a statement is a refusal, unless it may pass or is about rights', () => {
    expect(asRefusal(serverError('ER_DUP_FIELDNAME'))).toBeInstanceOf(StatementRefused);
    expect(asRefusal(serverError(undefined, 'Only MariaDB has this number', 1901))).toMatchObject({
      code: 'ER_1901',
      message: 'Only MariaDB has this number',
    });
    for (const code of ['ER_LOCK_WAIT_TIMEOUT', 'ER_TABLEACCESS_DENIED_ERROR', 'ECONNRESET']) {
      const error = serverError(code);
      expect(asRefusal(error)).toBe(error);
    }
  });
});

const entry = (rowsCopied: number, seconds: number): HistoryEntry => ({
  ...{ file: '001_a.sql', statement: 0, sha256: '', table: 't', kind: 'expand', via: 'online', sql: '', migration: '' },
  ...{ before: null, planned: null, state: 'done', rowsCopied },
  startedAt: '2026-01-01T00:00:00.000Z',
  endedAt: new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString(),
});

const pending = (table: string, via: 'direct' | 'online', landed = false): PendingStatement => ({
  ...{ file: '001_a.sql', line: 1, kind: 'expand', sql: '', statement: 0, sha256: '' },
  ...{ table, via, landed },
});

describe('the time that a migration takes', () => {
  it('goes by the copies that this database has seen', () => {
    expect(rowsPerSecond([entry(100_000, 10), entry(300_000, 30)])).toBe(10_000);
  });

  it('is guessed with caution where only small copies were seen, or none', () => {
    expect(rowsPerSecond([])).toBe(2000);
    expect(rowsPerSecond([entry(500, 1)])).toBe(2000);
  });

  it('is counted for each statement by the rows of its table', () => {
    const sizes = new Map([['orders', { rows: 1_000_000, bytes: 5_000_000 }]]);
    const all = [pending('orders', 'online'), pending('fresh', 'direct'), pending('orders', 'online', true)];
    expect(estimated(all, sizes, [])).toEqual([
      {
        file: '001_a.sql',
        line: 1,
        table: 'orders',
        kind: 'expand',
        via: 'online',
        rows: 1_000_000,
        bytes: 5_000_000,
        seconds: 510,
      },
      { file: '001_a.sql', line: 1, table: 'fresh', kind: 'expand', via: 'direct', seconds: 1 },
      expect.objectContaining({ seconds: 0 }),
    ]);
  });
});

describe('the difference of two definitions', () => {
  const planned = 'CREATE TABLE `t` (\n  `id` int,\n  `a` int\n) ENGINE=InnoDB';

  it.each([
    [planned, null, 't does not exist.'],
    [null, planned, 't exists still.'],
    [planned, planned.replace('`a` int', '`b` int'), 't lacks `a` int, and has `b` int.'],
    [
      planned,
      planned.replace('`id` int,\n  `a` int', '`a` int,\n  `id` int'),
      't has its columns or indexes in another order.',
    ],
  ])('of %j and %j is said: %s', (want, have, said) => {
    expect(differenceInWords('t', want, have)).toBe(said);
  });

  it('is short, however long it is', () => {
    const long = planned.replace(
      '`a` int',
      Array.from({ length: 9 }, (_, n) => `\`c${n}\` ${'x'.repeat(200)}`).join(',\n'),
    );
    const said = differenceInWords('t', long, planned);
    expect(said).toContain('and 6 more, and has `a` int');
    expect(said.length).toBeLessThan(350);
  });
});

describe('the dry run of a copy', () => {
  it('has the arguments of the copy, without what waits before a swap', () => {
    expect(dryRunArguments(['--execute', '--alter', 'ADD a INT', '--plugin', '/p.pm', '--progress', 'time,1'])).toEqual(
      ['--dry-run', '--alter', 'ADD a INT', '--progress', 'time,1'],
    );
  });

  it('is refused with the line that says why', () => {
    const output =
      'Creating new table...\nThe table `shop`.`t` has triggers.  This tool…\n`shop`.`t` was not altered.\n';
    expect(reasonIn(output)).toMatch(/^The table `shop`\.`t` has triggers/);
    expect(reasonIn('\n')).toBe('It said nothing.');
  });
});
