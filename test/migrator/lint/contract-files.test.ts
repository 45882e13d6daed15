import { describe, expect, it } from '@jest/globals';
import { lint, type MigrationFile } from '../../../migrator/lint/lint.ts';
import { termsOf } from '../../../migrator/lint/terms.ts';
import { shop } from './shop.ts';

const line = '-- tidegate:contract flag=newNotes since=2.1.0';
const drop: MigrationFile = { name: '002_drop.contract.sql', sql: `${line}\nALTER TABLE orders DROP COLUMN note;` };
const add: MigrationFile = { name: '001_add.sql', sql: 'ALTER TABLE orders ADD COLUMN notes TEXT NULL' };

const said = (file: MigrationFile): readonly string[] =>
  lint([file], shop).findings.map(({ rule, line: at, sentence }) => `${rule} ${at}: ${sentence}`);

describe('a contract file', () => {
  it('waits in mode expand: only its name and terms are judged', () => {
    const { findings, statements } = lint([add, drop], shop);
    expect(findings).toEqual([]);
    expect(statements.map((statement) => statement.file)).toEqual(['001_add.sql']);
  });

  it('may be followed by expand files', () => {
    const more = { name: '003_more.sql', sql: 'ALTER TABLE orders ADD COLUMN more INT NULL' };
    expect(lint([add, drop, more], shop).findings).toEqual([]);
  });

  it('runs in mode contract', () => {
    const { findings, statements } = lint([add, drop], shop, { mode: 'contract', applied: new Set([add.name]) });
    expect(findings).toEqual([]);
    expect(statements).toMatchObject([{ file: drop.name, line: 2, kind: 'contract', via: 'online' }]);
  });

  it('tells its flag and the first version without the old shape', () => {
    expect(termsOf(drop)).toEqual({ flag: 'newNotes', since: '2.1.0' });
    expect(termsOf({ ...drop, sql: '--  tidegate:contract  flag=a  since=1.0.0-rc.1+b \nDROP TABLE t' })).toEqual({
      flag: 'a',
      since: '1.0.0-rc.1+b',
    });
    expect(termsOf(add)).toBeUndefined();
  });

  it.each([
    ['DROP TABLE notes', 1, 'Nothing says when it may run'],
    [`${line}\n${line}\nDROP TABLE notes`, 2, 'Says twice when it may run.'],
    ['\n-- tidegate:contract flag=a\nDROP TABLE notes', 2, 'Not understood'],
    ['-- tidegate:contract since=1.0.0 flag=a\nDROP TABLE notes', 1, 'Not understood'],
    ['-- tidegate:contract flag=A since=1.0.0\nDROP TABLE notes', 1, 'Not understood'],
    ['-- tidegate:contract flag=a since=1.0\nDROP TABLE notes', 1, 'Not understood'],
    ['-- tidegate:contract flag=a since=v1.0.0\nDROP TABLE notes', 1, 'Not understood'],
    ['/* tidegate:contract flag=a since=1.0.0 */ DROP TABLE notes', 1, 'Not understood'],
  ])('is refused without one line of terms: %j', (sql, at, sentence) => {
    expect(said({ ...drop, sql })).toEqual([expect.stringContaining(`contract-terms ${at}: ${sentence}`)]);
  });

  it('is the only one that may have terms', () => {
    expect(said({ ...add, sql: `${line}\n${add.sql}` })).toEqual([
      'contract-terms 1: Has the terms of a contract migration, but not its name.',
    ]);
  });
});

describe('statements that are done', () => {
  const file: MigrationFile = {
    name: '001_fresh.sql',
    sql: 'CREATE TABLE notes (id INT PRIMARY KEY, a INT); ALTER TABLE orders ADD b INT; ALTER TABLE notes DROP a; ALTER TABLE orders DROP b;',
  };
  const { orders } = shop.tables;
  if (orders === undefined) throw new Error('The shop has no orders.');
  const b = { type: 'int(11)', nullable: true, default: null };
  const after = {
    tables: {
      ...shop.tables,
      notes: { ...orders, columns: { id: b, a: b }, foreignKeys: [], referencedBy: [], triggers: [] },
      orders: { ...orders, columns: { ...orders.columns, b } },
    },
  };

  it('are not judged again, and what they made is still new to the running code', () => {
    const { findings, statements } = lint([file], after, { done: new Map([[file.name, 2]]) });
    expect(findings).toEqual([]);
    expect(statements).toMatchObject([{ table: 'notes', via: 'direct' }, { table: 'orders' }]);
  });

  it('would be refused if nobody said that they are done', () => {
    expect(lint([file], after).findings.map(({ rule }) => rule)).toContain('schema-mismatch');
  });

  it('of applied files leave their numbers, and nothing else', () => {
    const { findings, statements } = lint([file, { ...add, name: '003_add.sql' }], shop, {
      applied: new Set([file.name]),
    });
    expect(findings.map(({ rule }) => rule)).toEqual(['file-gap']);
    expect(statements).toHaveLength(1);
  });
});
