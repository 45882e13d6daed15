import { describe, expect, it } from '@jest/globals';
import { type SettledStatement, type StandingQuestion, standingOf } from '../../migrator/work/standing.ts';

const file = (name: string, statements = 1, sha256 = `sha-of-${name}`) => ({ name, statements, sha256 });

const settled = (name: string, statement = 0, migration = 'shop:1'): SettledStatement => ({
  file: name,
  statement,
  sha256: `sha-of-${name}`,
  migration,
});

const ask = (question: Partial<StandingQuestion>) =>
  standingOf({ files: [], settled: [], mode: 'expand', migration: 'shop:9', ...question });

const refusalOf = (question: Partial<StandingQuestion>): string | undefined => {
  const answer = ask(question);
  return 'refusal' in answer ? answer.refusal : undefined;
};

const pendingOf = (question: Partial<StandingQuestion>): readonly string[] => {
  const answer = ask(question);
  if ('refusal' in answer) throw new Error(answer.refusal);
  return answer.pending;
};

describe('files against the history', () => {
  it('are all to be run where there is no history', () => {
    expect(pendingOf({ files: [file('001_a.sql'), file('002_b.sql')] })).toEqual(['001_a.sql', '002_b.sql']);
  });

  it('are not run again', () => {
    expect(pendingOf({ files: [file('001_a.sql'), file('002_b.sql')], settled: [settled('001_a.sql')] })).toEqual([
      '002_b.sql',
    ]);
  });

  it('are refused when one that was applied reads otherwise, with the way out', () => {
    const changed = { ...file('001_a.sql'), sha256: 'another-fingerprint' };
    expect(refusalOf({ files: [changed], settled: [settled('001_a.sql')] })).toBe(
      '001_a.sql was applied (sha256 sha-of-001_a…) and reads otherwise now (another-fing…). Restore it as it was, and write the change as a new file.',
    );
  });

  it('are refused when one that was begun reads otherwise', () => {
    const changed = { ...file('001_a.sql', 2), sha256: 'other' };
    expect(refusalOf({ files: [changed], settled: [settled('001_a.sql')] })).toContain('001_a.sql was begun');
  });

  it('go on where one was begun and is unchanged', () => {
    const answer = ask({ files: [file('001_a.sql', 3)], settled: [settled('001_a.sql', 0), settled('001_a.sql', 1)] });
    expect(answer).toMatchObject({ pending: ['001_a.sql'], done: new Map([['001_a.sql', 2]]) });
  });

  it('are refused when the history has holes', () => {
    expect(refusalOf({ files: [file('001_a.sql', 3)], settled: [settled('001_a.sql', 1)] })).toContain(
      'later statements of 001_a.sql without the earlier ones',
    );
  });

  it('may be fewer than the history knows: an older image', () => {
    expect(pendingOf({ files: [file('001_a.sql')], settled: [settled('001_a.sql'), settled('002_b.sql')] })).toEqual(
      [],
    );
  });

  it('are refused when a new one comes before an applied one, even of another image', () => {
    const say = '002_b.sql comes before 003_c.sql, which is applied. Give it a number above 3.';
    expect(refusalOf({ files: [file('002_b.sql')], settled: [settled('003_c.sql')] })).toBe(say);
    expect(refusalOf({ files: [file('003_b.sql')], settled: [settled('003_c.sql')] })).toContain('a number above 3');
  });

  it('up to the baseline count as applied', () => {
    expect(pendingOf({ files: [file('001_a.sql'), file('002_b.sql'), file('003_c.sql')], baseline: 2 })).toEqual([
      '003_c.sql',
    ]);
  });

  it('up to the baseline that were begun are finished all the same', () => {
    expect(pendingOf({ files: [file('001_a.sql', 2)], settled: [settled('001_a.sql')], baseline: 1 })).toEqual([
      '001_a.sql',
    ]);
  });

  it('of this migration are known to nobody else yet', () => {
    const answer = ask({
      files: [file('001_a.sql'), file('002_b.sql'), file('003_c.sql')],
      settled: [settled('001_a.sql'), settled('002_b.sql', 0, 'shop:9')],
    });
    expect(answer).toMatchObject({
      applied: new Set(['001_a.sql']),
      done: new Map([
        ['002_b.sql', 1],
        ['003_c.sql', 0],
      ]),
    });
  });
});

describe('contract files', () => {
  const files = [file('001_a.sql'), file('002_drop.contract.sql'), file('003_c.sql')];

  it('wait in mode expand, also when later files are applied', () => {
    const answer = ask({ files, settled: [settled('001_a.sql'), settled('003_c.sql')] });
    expect(answer).toMatchObject({ pending: [], contracts: ['002_drop.contract.sql'] });
  });

  it('alone run in mode contract', () => {
    expect(pendingOf({ files, settled: [settled('001_a.sql')], mode: 'contract' })).toEqual(['002_drop.contract.sql']);
  });

  it('need the expand files before them', () => {
    expect(refusalOf({ files, mode: 'contract' })).toBe(
      '002_drop.contract.sql comes after 001_a.sql, which is not applied. Release that one first.',
    );
  });

  it('are refused before an applied contract file', () => {
    const late = [...files, file('004_drop.contract.sql')];
    const applied = ['001_a.sql', '003_c.sql', '004_drop.contract.sql'].map((name) => settled(name));
    expect(refusalOf({ files: late, settled: applied, mode: 'contract' })).toContain(
      '002_drop.contract.sql comes before 004_drop.contract.sql',
    );
  });
});
