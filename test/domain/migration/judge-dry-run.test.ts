import { describe, expect, it } from '@jest/globals';
import type { MigrationRecord, MigrationTerms } from '../../../src/contracts/migration/record.ts';
import type { PendingStatement, ServerFacts } from '../../../src/contracts/migration/result.ts';
import { hindranceOf, judgeDryRun } from '../../../src/domain/migration/judge-dry-run.ts';
import { migrationTerms, migrationWith } from '../../support/migration-facts.ts';

const now = '2026-11-23T10:20:00.000Z';
const gib = 1024 ** 3;
const copy = (changes: Partial<PendingStatement> = {}): PendingStatement => ({
  ...{ file: '002_note.sql', line: 1, table: 'orders', kind: 'expand', via: 'online', rows: 200_000, bytes: gib },
  ...changes,
});
const server = (changes: Partial<ServerFacts> = {}): ServerFacts => ({
  ...{ version: '11.8.3', freeDiskBytes: { unseen: 'a managed server' }, lagSeconds: null, longTransactions: [] },
  ...changes,
});
const passed = (pending: PendingStatement[], facts = server(), seconds = 60) =>
  ({ outcome: 'passed', stage: 'plan', because: 'ok', pending, server: facts, seconds }) as const;
const withTerms = (terms: Partial<MigrationTerms>, changes: Partial<MigrationRecord> = {}): MigrationRecord => {
  const record = migrationWith(changes);
  return { ...record, migration: { ...record.migration, terms: { ...migrationTerms, ...terms } } };
};
const record = migrationWith();
const question = 'migration-3';

describe('the dry run', () => {
  it('lets a small copy pass that fits on the disk, and tells what it takes', () => {
    expect(judgeDryRun(passed([copy()]), record, 10 * gib, now)).toEqual({
      kind: 'advance',
      because: '1 statement, about 60 s; the copy of orders needs 2.2 GiB of disk, and 10 GiB are free',
    });
  });

  it('refuses a copy that does not fit', () => {
    expect(judgeDryRun(passed([copy()]), record, 2 * gib, now)).toMatchObject({
      ...{
        kind: 'refuse',
        gate: 'disk',
        because: expect.stringContaining('needs 2.2 GiB of disk, and 2 GiB are free'),
      },
    });
  });

  it('counts the largest copy with room to grow, and the binary log of all of them', () => {
    const pending = [copy(), copy({ table: 'lines', bytes: 3 * gib }), copy({ via: 'direct', bytes: 100 * gib })];
    expect(judgeDryRun(passed(pending), record, 7 * gib, now)).toMatchObject({ gate: 'disk' });
    expect(judgeDryRun(passed(pending), record, 8 * gib, now)).toMatchObject({ kind: 'advance' });
  });

  it('asks a person where nobody sees the disk, unless next to nothing is needed', () => {
    const unseen = { unseen: 'a managed server' };
    expect(judgeDryRun(passed([copy()]), record, unseen, now)).toMatchObject({
      ...{ kind: 'ask', question, because: expect.stringContaining('nobody sees what is free (a managed server)') },
    });
    expect(judgeDryRun(passed([copy({ bytes: gib / 4 })]), record, unseen, now)).toMatchObject({
      ...{ kind: 'advance', because: expect.stringContaining('nobody sees what is free') },
    });
    const { bytes, ...unmeasured } = copy();
    expect(judgeDryRun(passed([unmeasured]), record, unseen, now).kind).toBe('ask');
  });

  it('needs no disk where nothing is copied', () => {
    expect(judgeDryRun(passed([copy({ via: 'direct' })]), record, 0, now)).toMatchObject({
      ...{ kind: 'advance', because: expect.stringContaining('nothing is copied') },
    });
  });
});

describe('what may pass', () => {
  it('is a replica that is behind', () => {
    const behind = passed([copy()], server({ lagSeconds: 40 }));
    expect(hindranceOf(behind, migrationTerms)).toMatchObject({ gate: 'replication-lag' });
    expect(judgeDryRun(behind, record, 10 * gib, now)).toMatchObject({ kind: 'refuse', gate: 'replication-lag' });
    expect(hindranceOf(passed([copy()], server({ lagSeconds: 5 })), migrationTerms)).toBeNull();
  });

  it('is a transaction that is open for too long, told by its id', () => {
    const longTransactions = [
      { id: 7, seconds: 90 },
      { id: 9, seconds: 4000 },
      { id: 3, seconds: 60 },
    ];
    const open = passed([copy()], server({ longTransactions }));
    const because = expect.stringContaining('transaction 9 has been open for 4000 s and 1 more');
    expect(hindranceOf(open, migrationTerms)).toMatchObject({ gate: 'long-transactions', because });
    expect(judgeDryRun(open, record, 10 * gib, now)).toMatchObject({
      kind: 'refuse',
      gate: 'long-transactions',
      because,
    });
  });

  it('is what the migrator itself refuses for these reasons, and nothing else', () => {
    const refused = (gate: 'replication-lag' | 'dry-run') =>
      ({ outcome: 'refused', stage: 'plan', gate, because: 'no' }) as const;
    expect(hindranceOf(refused('replication-lag'), migrationTerms)).toMatchObject({ gate: 'replication-lag' });
    expect(hindranceOf(refused('dry-run'), migrationTerms)).toBeNull();
  });

  it('is not what nobody sees: that is told', () => {
    const blind = passed([copy()], server({ longTransactions: { unseen: 'no PROCESS privilege' } }));
    expect(judgeDryRun(blind, record, 10 * gib, now)).toMatchObject({
      ...{ kind: 'advance', because: expect.stringContaining('unseen: no PROCESS privilege') },
    });
  });
});

describe('a person', () => {
  const large = passed([copy({ rows: 12_000_000 })]);
  const asked = { question, because: 'large', token: 'one', since: '2026-11-22T10:20:01.000Z' };
  const answer = (said: 'yes' | 'no') => ({ question, said, by: 'ada', at: now });

  it('is asked about many rows, a long time, and rows that nobody counted', () => {
    const { rows, ...uncounted } = copy();
    const kinds = [large, passed([copy()], server(), 1801), passed([uncounted]), passed([copy()], server(), 1800)];
    expect(kinds.map((result) => judgeDryRun(result, record, 10 * gib, now).kind)).toEqual([
      'ask',
      'ask',
      'ask',
      'advance',
    ]);
    expect(judgeDryRun(large, record, 10 * gib, now)).toMatchObject({
      because: expect.stringContaining('12 M rows are copied, and more than 10 M are large'),
    });
  });

  it('is always asked, or never, where the policy says so', () => {
    expect(judgeDryRun(passed([copy()]), withTerms({ approval: 'always' }), 10 * gib, now).kind).toBe('ask');
    expect(judgeDryRun(large, withTerms({ approval: 'never' }), 10 * gib, now).kind).toBe('advance');
  });

  it('lets it pass, refuses it, or is waited for as long as the policy says', () => {
    const judged = (changes: Partial<MigrationRecord>) => judgeDryRun(large, migrationWith(changes), 10 * gib, now);
    expect(judged({ asked, answers: [answer('yes')] })).toEqual({
      kind: 'advance',
      because: `ada answered yes to "${question}"`,
    });
    expect(judged({ asked, answers: [answer('no')] })).toMatchObject({ kind: 'refuse', gate: 'approval' });
    expect(judged({ asked })).toMatchObject({ kind: 'ask', lookAgainSeconds: 1 });
    expect(judged({ asked: { ...asked, since: '2026-11-22T10:20:00.000Z' } })).toMatchObject({
      ...{ kind: 'refuse', gate: 'approval', because: expect.stringContaining('nobody agreed within 24 h') },
    });
  });

  it('answers about this migration only', () => {
    const answers = [{ ...answer('yes'), question: 'migration-2' }];
    expect(judgeDryRun(large, migrationWith({ asked, answers }), 10 * gib, now).kind).toBe('ask');
  });

  it('overrules no gate', () => {
    const agreed = migrationWith({ asked, answers: [answer('yes')] });
    expect(judgeDryRun(large, agreed, gib, now)).toMatchObject({ kind: 'refuse', gate: 'disk' });
  });

  it('must look when statements are in the log only', () => {
    const cut = { ...passed([copy()]), findings: [], more: 12 };
    expect(judgeDryRun(cut, record, 10 * gib, now)).toMatchObject({
      ...{ kind: 'ask', because: expect.stringContaining('12 entries of the dry run are only in its log') },
    });
  });
});
