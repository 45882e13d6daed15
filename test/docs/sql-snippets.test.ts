import { describe, expect, it } from '@jest/globals';
import { lint } from '../../migrator/lint/lint.ts';
import { sqlSnippets } from './pages.ts';

describe('the migrations of the documentation', () => {
  it('are there', () => {
    expect(sqlSnippets.length).toBeGreaterThan(1);
  });

  it.each(sqlSnippets)('pass gate 1 as far as it needs no database: $where', ({ text }) => {
    const contract = text.includes('tidegate:contract');
    const file = { name: contract ? '001_shown.contract.sql' : '001_shown.sql', sql: text };
    const { findings, statements } = lint([file], undefined, { mode: contract ? 'contract' : 'expand' });
    const refused = findings.filter(({ severity, rule }) => severity === 'refuse' && rule !== 'needs-schema');
    expect(refused).toEqual([]);
    expect(statements).toHaveLength(1);
  });
});
