import type { Change } from '../changes.ts';
import type { Token } from '../lexer.ts';

const name = '(`?[\\w$]+`?)';
const bare = (quoted = ''): string => quoted.replaceAll('`', '');

type Form = readonly [pattern: RegExp, read: (groups: readonly string[]) => Change];

/** Clauses of ALTER TABLE that the parser does not know, each whole and fixed in its words. */
const forms: readonly Form[] = [
  [
    new RegExp(`^ALTER (?:COLUMN )?${name} SET DEFAULT (.+)$`, 'is'),
    ([, column, value]) => ({ kind: 'setDefault', column: bare(column), value: value ?? '' }),
  ],
  [
    new RegExp(`^ALTER (?:COLUMN )?${name} DROP DEFAULT$`, 'i'),
    ([, column]) => ({ kind: 'dropDefault', column: bare(column) }),
  ],
  [
    new RegExp(`^ALTER (?:INDEX|KEY) ${name} (?:VISIBLE|INVISIBLE|IGNORED|NOT IGNORED)$`, 'i'),
    () => ({ kind: 'alterIndex' }),
  ],
  [new RegExp(`^RENAME (?:INDEX|KEY) ${name} TO ${name}$`, 'i'), () => ({ kind: 'alterIndex' })],
  [
    new RegExp(`^CONVERT TO (?:CHARACTER SET|CHARSET) ${name}(?: COLLATE ${name})?$`, 'i'),
    ([, charset]) => ({ kind: 'convertCharset', charset: bare(charset) }),
  ],
  [
    /^(ROW_FORMAT|KEY_BLOCK_SIZE|STATS_PERSISTENT|STATS_AUTO_RECALC|STATS_SAMPLE_PAGES) (?:= )?(\w+)$/i,
    ([, option, value]) => ({ kind: 'tableOption', option: (option ?? '').toLowerCase(), value: value ?? '' }),
  ],
  [/^(?:DROP|TRUNCATE) PARTITION /i, () => ({ kind: 'partition', drops: true })],
  [
    /^(?:PARTITION BY|(?:ADD|REORGANIZE|COALESCE|EXCHANGE|REBUILD|OPTIMIZE|ANALYZE|CHECK|REPAIR|CONVERT) PARTITION|REMOVE PARTITIONING)\b/i,
    () => ({ kind: 'partition', drops: false }),
  ],
  [
    /^(FORCE|ORDER BY|DISABLE KEYS|ENABLE KEYS|DISCARD|IMPORT|WITH VALIDATION|WITHOUT VALIDATION|UNION|DATA DIRECTORY|TABLESPACE)\b/i,
    ([, words]) => ({ kind: 'unsupported', words: (words ?? '').toUpperCase() }),
  ],
];

/** The change of a clause that the parser does not know; undefined where no form fits whole. */
export const changeOfForm = (tokens: readonly Token[]): Change | undefined => {
  const text = tokens.map((token) => token.text).join(' ');
  for (const [pattern, read] of forms) {
    const match = pattern.exec(text);
    if (match !== null) return read(match);
  }
  return undefined;
};
