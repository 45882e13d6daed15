import { describe, expect, it } from '@jest/globals';
import { columnsToCompare } from '../../../migrator/compare/columns.ts';
import { sampledRanges } from '../../../migrator/compare/ranges.ts';

const column = (name: string, base: string, type: string, charset: string | null = null) => ({
  name,
  base,
  type,
  charset,
});

describe('which columns are compared', () => {
  const compared = (old: ReturnType<typeof column>, next: ReturnType<typeof column>) =>
    columnsToCompare([old], [next], new Map([['was', 'is']]));

  it.each([
    ['the same', column('a', 'varchar', 'varchar(9)'), column('a', 'varchar', 'varchar(9)')],
    ['a wider number', column('a', 'int', 'int(11)'), column('a', 'bigint', 'bigint(20)')],
    ['text of another kind', column('a', 'enum', "enum('x')"), column('a', 'varchar', 'varchar(9)')],
    ['names in other cases', column('A', 'date', 'date'), column('a', 'date', 'date')],
    ['a renamed one', column('was', 'date', 'date'), column('is', 'date', 'date')],
  ])('%s is', (_, old, next) => {
    expect(compared(old, next)).toMatchObject({ pairs: [{ old: old.name, next: next.name }], left: [] });
  });

  it('one that is written in another way is not, and a sentence says so', () => {
    const { pairs, left } = compared(column('a', 'decimal', 'decimal(9,2)'), column('a', 'decimal', 'decimal(9,3)'));
    expect(pairs).toEqual([]);
    expect(left).toEqual(['a was decimal(9,2) and is decimal(9,3): its values are not compared.']);
  });

  it('one that is dropped or new has no partner', () => {
    expect(compared(column('a', 'int', 'int'), column('b', 'int', 'int'))).toEqual({ pairs: [], left: [] });
  });
});

describe('a sample of a large table', () => {
  it('always has the first rows and the last, and about a million between', () => {
    const { ranges } = sampledRanges(1n, 50_000_000n, 50_000_000, Math.random);
    expect(ranges.some(({ from }) => from === 1n)).toBe(true);
    expect(ranges.some(({ from, to }) => from <= 50_000_000n && to > 50_000_000n)).toBe(true);
    const rows = ranges.reduce((sum, { from, to }) => sum + Number(to - from), 0);
    expect(rows).toBeGreaterThan(900_000);
    expect(rows).toBeLessThanOrEqual(1_000_000);
  });

  it('reads keys beyond 2^53 to the last digit', () => {
    const highest = 18_446_744_073_709_551_615n;
    const { ranges } = sampledRanges(highest - 20_000_000n, highest, 20_000_000, Math.random);
    expect(ranges.every(({ from }) => from >= highest - 20_000_000n)).toBe(true);
    expect(ranges.some(({ from, to }) => from <= highest && to > highest)).toBe(true);
  });
});
