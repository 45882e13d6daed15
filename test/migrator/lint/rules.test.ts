import { describe, expect, it } from '@jest/globals';
import { type Finding, lint } from '../../../migrator/lint/lint.ts';
import { type RuleId, rules } from '../../../migrator/lint/rule-book.ts';
import type { Case } from './cases/case.ts';
import { columns } from './cases/columns.ts';
import { foreign } from './cases/foreign.ts';
import { keys } from './cases/keys.ts';
import { online } from './cases/online.ts';
import { tables } from './cases/tables.ts';
import { shop } from './shop.ts';

const cases: readonly Case[] = [...columns, ...keys, ...tables, ...online, ...foreign];

const findingsOf = (sql: string): readonly Finding[] => lint([{ name: '001_change.sql', sql }], shop).findings;

describe('a statement on which a rule fires', () => {
  it.each(cases)('$rule: $sql', ({ rule, sql, says }) => {
    const found = findingsOf(sql).filter((finding) => finding.rule === rule);
    expect(found.map((finding) => finding.sentence)).toEqual([says]);
    expect(found[0]?.recipe).toBe(rules[rule].recipe);
  });
});

describe('the twin of it on which nothing is refused', () => {
  it.each(cases)('$rule: $safe', ({ rule, safe }) => {
    const found = findingsOf(safe);
    expect(found.filter((finding) => finding.rule === rule || finding.severity === 'refuse')).toEqual([]);
  });
});

const elsewhere: readonly RuleId[] = [
  'file-name',
  'file-number',
  'file-gap',
  'contract-terms',
  'empty-file',
  'override',
  'needs-schema',
  'long-name',
];

it('has a case for each rule, here or in the other tests', () => {
  const covered = new Set<string>([...cases.map((row) => row.rule), ...elsewhere]);
  expect(Object.keys(rules).filter((rule) => !covered.has(rule))).toEqual([]);
});
