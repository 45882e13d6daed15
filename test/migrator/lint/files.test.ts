import { describe, expect, it } from '@jest/globals';
import { lint } from '../../../migrator/lint/lint.ts';

const sql = 'CREATE TABLE t (id INT PRIMARY KEY)';

const said = (...names: readonly string[]): readonly string[] =>
  lint(names.map((name, index) => ({ name, sql: sql.replace('TABLE t', `TABLE t${index}`) }))).findings.map(
    (finding) => `${finding.severity} ${finding.file} ${finding.rule}: ${finding.sentence}`,
  );

describe('files of migrations', () => {
  it('come in the order of their numbers without a word', () => {
    expect(said('001_orders.sql', '002_refunds.sql')).toEqual([]);
  });

  it('may begin with any number, because those before are applied', () => {
    expect(said('041_orders.sql', '042_refunds.sql')).toEqual([]);
  });

  it.each([
    'orders.sql',
    '1_orders.sql',
    '001-orders.sql',
    '001_or ders.sql',
    '001_orders.SQL.txt',
    '001_$(reboot).sql',
  ])('are refused by the name %s', (name) => {
    expect(said(name)).toEqual([
      `refuse ${name} file-name: The name is not three digits, _, letters, digits or _, and .sql or .contract.sql.`,
    ]);
  });

  it('are refused when two have one number', () => {
    expect(said('007_a.sql', '007_b.sql')).toEqual(['refuse 007_b.sql file-number: Number 7 does not come after 7.']);
  });

  it('are refused when numbers fall', () => {
    expect(said('007_a.sql', '006_b.sql')).toEqual(['refuse 006_b.sql file-number: Number 6 does not come after 7.']);
  });

  it('give a warning when a number is left out', () => {
    expect(said('007_a.sql', '009_b.sql')).toEqual(['warn 009_b.sql file-gap: Number 9 comes after 7.']);
  });

  it.each(['', ' \n\t', '-- nothing\n', '/* nothing */', ';;;'])(
    'are refused when they hold no statement: %j',
    (text) => {
      expect(lint([{ name: '001_a.sql', sql: text }]).findings.map((finding) => finding.sentence)).toEqual([
        'The file has no statement.',
      ]);
    },
  );

  it('are refused unread when they are larger than 200,000 characters', () => {
    const { findings, statements } = lint([{ name: '001_a.sql', sql: `${sql} -- ${'x'.repeat(200_000)}` }]);
    expect(findings.map((finding) => finding.sentence)).toEqual(['The file is larger than 200000 characters.']);
    expect(statements).toEqual([]);
  });

  it.each([
    ['\u0000', '0000'],
    ['\u202e', '202E'],
    ['\u200b', '200B'],
  ])('are refused when they hold characters that nobody sees: %j', (character, code) => {
    const { findings } = lint([{ name: '001_a.sql', sql: `${sql};\n-- a ${character} comment` }]);
    expect(findings.map(({ rule, line, sentence }) => [rule, line, sentence])).toEqual([
      ['hidden-statement', 2, `The invisible character U+${code} may hide what the text says.`],
    ]);
  });

  it('tell the line of each finding', () => {
    const text = '-- first\nALTER TABLE t\n  ADD COLUMN a INT,\n  DROP COLUMN b;\n\nDROP TABLE u;\n';
    const lines = lint([{ name: '001_a.sql', sql: text }]).findings.map((finding) => [finding.rule, finding.line]);
    expect(lines).toEqual([
      ['drop-column', 4],
      ['needs-schema', 2],
      ['drop-table', 6],
    ]);
  });
});
