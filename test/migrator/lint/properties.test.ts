import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { tokensOf } from '../../../migrator/lint/lexer.ts';
import { type Finding, lint } from '../../../migrator/lint/lint.ts';
import { columns } from './cases/columns.ts';
import { foreign } from './cases/foreign.ts';
import { keys } from './cases/keys.ts';
import { online } from './cases/online.ts';
import { tables } from './cases/tables.ts';
import { shop } from './shop.ts';

const statements = [...columns, ...keys, ...tables, ...online, ...foreign].flatMap(({ sql, safe }) => [sql, safe]);

const said = (findings: readonly Finding[]): readonly string[] =>
  findings.map(({ rule, severity, sentence }) => `${severity} ${rule}: ${sentence.split(': ')[0]}`);

const saidOf = (sql: string): readonly string[] => said(lint([{ name: '001_a.sql', sql }], shop).findings);

const pieces = fc.constantFrom(
  ...'ALTER TABLE,orders,ADD,COLUMN,DROP,MODIFY,INT,NOT NULL,DEFAULT,`,\',",(,),;,/*,*/,/*!,--, # ,\\,\n,.,@,DELIMITER,ENUM,FOREIGN KEY,CREATE,UNIQUE,INDEX,ON,1,1e,-,é,\u0000,WHERE,LIMIT,UPDATE,SELECT,constructor,__proto__,MODIFY note'.split(
    ',',
  ),
  ',',
);

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.array(pieces, { maxLength: 30 }).map((parts) => parts.join(' ')),
  fc.tuple(fc.constantFrom(...statements), fc.nat(200), fc.string({ maxLength: 3 })).map(([sql, at, put]) => {
    const place = at % (sql.length + 1);
    return sql.slice(0, place) + put + sql.slice(place + 1);
  }),
);

describe('whatever the text', () => {
  it('gives an answer, and a finding or a statement for each text that holds something', () => {
    fc.assert(
      fc.property(text, fc.boolean(), (sql, known) => {
        const { findings, statements: planned } = lint([{ name: '001_a.sql', sql }], known ? shop : undefined);
        expect(findings.length + planned.length).toBeGreaterThan(0);
      }),
      { numRuns: 1500 },
    );
  });

  it('loses no character to the lexer', () => {
    fc.assert(
      fc.property(text, (sql) => {
        const whole = tokensOf(sql).reduce((rest, token) => {
          const at = rest.indexOf(token.text);
          expect(rest.slice(0, at)).toMatch(/^[ \t\r\n\f\v]*$/);
          return rest.slice(at + token.text.length);
        }, sql);
        expect(whole).toMatch(/^[ \t\r\n\f\v]*$/);
      }),
      { numRuns: 1500 },
    );
  });
});

const between = fc.constantFrom(' ', '  ', '\n', '\t\r\n', ' /* ; DROP TABLE orders */ ', ' -- it’s\n', ' # `\n');

const cased = (word: string, up: boolean): string => (up ? word.toUpperCase() : word.toLowerCase());

const keywords =
  /^(?:alter|table|add|column|drop|modify|change|rename|to|not|null|default|unique|index|key|primary|create|int|varchar|text|foreign|references|on|set|where|limit|update|delete|from)$/i;

const readable = statements.filter((sql) => tokensOf(sql).every(({ kind }) => kind !== 'broken' && kind !== 'comment'));

describe('what is not SQL’s meaning', () => {
  it('changes no finding: space, comments and the case of keywords', () => {
    const spread = fc.constantFrom(...readable).chain((sql) => {
      const tokens = tokensOf(sql);
      const gap = fc.array(between, { minLength: tokens.length, maxLength: tokens.length });
      const cases = fc.array(fc.boolean(), { minLength: tokens.length, maxLength: tokens.length });
      return fc.tuple(fc.constant(sql), gap, cases).map(([original, gaps, ups]) => {
        const parts = tokens.map((token, index) => {
          const word = keywords.test(token.text) ? cased(token.text, ups[index] === true) : token.text;
          return (token.spaced ? gaps[index] : '') + word;
        });
        return { original, other: parts.join('') };
      });
    });
    fc.assert(
      fc.property(spread, ({ original, other }) => {
        const strip = (lines: readonly string[]): readonly string[] =>
          lines.map((line) => line.replace(/Not understood.*/, '').toLowerCase());
        expect(strip(saidOf(other))).toEqual(strip(saidOf(original)));
      }),
      { numRuns: 600 },
    );
  });
});

const types = [
  'INT',
  'BIGINT UNSIGNED',
  'VARCHAR(40)',
  'TEXT',
  'DECIMAL(10,2)',
  'DATETIME(6)',
  "ENUM('a','b')",
  'JSON',
  'POINT',
  'TINYINT(1)',
  'DOUBLE PRECISION',
  'BLOB',
];
const added = fc.record({
  name: fc.stringMatching(/^n_[a-z0-9_]{1,12}$/),
  type: fc.constantFrom(...types),
  ending: fc.constantFrom('', ' NULL', ' DEFAULT NULL', ' NULL DEFAULT NULL', " COMMENT 'x; y'", ' AFTER id', ' FIRST'),
  quoted: fc.boolean(),
});

describe('a file of nullable columns only', () => {
  it('is never refused, and is all expand', () => {
    const files = fc.uniqueArray(added, { minLength: 1, maxLength: 6, selector: ({ name }) => name });
    fc.assert(
      fc.property(files, fc.boolean(), fc.boolean(), (several, together, known) => {
        const adds = several.map(
          ({ name, type, ending, quoted }) => `ADD COLUMN ${quoted ? `\`${name}\`` : name} ${type}${ending}`,
        );
        const sql = together
          ? `ALTER TABLE orders ${adds.join(', ')}`
          : adds.map((add) => `ALTER TABLE orders ${add};`).join('\n');
        const result = lint([{ name: '001_a.sql', sql }], known ? shop : undefined);
        expect(result.findings.filter((finding) => finding.severity === 'refuse')).toEqual([]);
        expect(new Set(result.statements.map((planned) => `${planned.kind} ${planned.via}`))).toEqual(
          new Set(['expand online']),
        );
      }),
      { numRuns: 400 },
    );
  });
});
