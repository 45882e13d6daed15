import { describe, expect, it } from '@jest/globals';
import { type Finding, lint } from '../../../migrator/lint/lint.ts';
import { shop } from './shop.ts';

const findingsOf = (sql: string): readonly Finding[] => lint([{ name: '001_a.sql', sql }], shop).findings;

const allow = '-- tidegate:allow unique-key because notes were checked on 2026-11-20';
const unique = 'ALTER TABLE orders ADD UNIQUE (note);';

describe('an override', () => {
  it('makes a refusal a warning, and keeps its reason', () => {
    expect(findingsOf(`${allow}\n${unique}`)).toMatchObject([
      { rule: 'unique-key', severity: 'warn', allowed: 'notes were checked on 2026-11-20' },
    ]);
  });

  it('stands among other comments before its statement', () => {
    expect(findingsOf(`-- why\n${allow}\n\n-- how\n${unique}`)).toMatchObject([{ severity: 'warn' }]);
  });

  it('counts for one statement only', () => {
    const severities = findingsOf(`${allow}\n${unique}\nALTER TABLE orders ADD UNIQUE (body);`).map(
      (found) => found.severity,
    );
    expect(severities).toEqual(['warn', 'refuse']);
  });

  it('allows its own rule only', () => {
    const found = findingsOf(`${allow}\nALTER TABLE orders DROP COLUMN note, ADD UNIQUE (body);`);
    expect(found.map(({ rule, severity }) => `${severity} ${rule}`)).toEqual(['refuse drop-column', 'warn unique-key']);
  });

  it('does not count on the line on which the statement before it ends', () => {
    expect(findingsOf(`ALTER TABLE plain ADD COLUMN a INT; ${allow}\n${unique}`)).toMatchObject([
      { severity: 'refuse' },
    ]);
  });

  it('does not count within or after its statement', () => {
    expect(findingsOf(`ALTER TABLE orders ${allow}\nADD UNIQUE (note); ${allow}`)).toMatchObject([
      { severity: 'refuse' },
    ]);
  });

  it.each([
    ['-- tidegate:allow unique-key', 'An override without a rule and a reason allows nothing.'],
    ['-- tidegate:allow unique-key because ', 'An override without a rule and a reason allows nothing.'],
    ['-- tidegate:allow because I say so', 'An override without a rule and a reason allows nothing.'],
    [
      '/* tidegate:allow unique-key because comments like this hide */',
      'An override without a rule and a reason allows nothing.',
    ],
    ['-- tidegate:allow uniqueness because I say so', 'There is no rule uniqueness to allow.'],
    ['-- tidegate:allow drop-column because I say so', 'The rule drop-column is allowed here, and did not fire.'],
  ])('is complained of, and allows nothing: %s', (comment, sentence) => {
    expect(findingsOf(`${comment}\n${unique}`).map((found) => [found.severity, found.sentence])).toEqual([
      ['refuse', expect.stringContaining('Makes (note) of orders unique')],
      ['warn', sentence],
    ]);
  });

  it.each([
    ['not-a-migration', 'GRANT ALL ON orders TO app'],
    ['unparseable', 'ALTER TABLE orders SOMEHOW'],
    ['identifier', 'ALTER TABLE orders ADD COLUMN `a b` INT'],
    ['hidden-statement', '/*!50000 DROP TABLE orders */'],
    ['cross-database', 'ALTER TABLE mysql.user ADD COLUMN a INT'],
    ['unbounded-rows', 'DELETE FROM orders'],
    ['schema-mismatch', 'ALTER TABLE nowhere ADD COLUMN a INT'],
  ])('can’t lift %s', (rule, sql) => {
    expect(findingsOf(`-- tidegate:allow ${rule} because I say so\n${sql}`)).toMatchObject([
      { rule, severity: 'refuse' },
      { rule: 'override', severity: 'warn', sentence: `The rule ${rule} can’t be allowed.` },
    ]);
  });
});
