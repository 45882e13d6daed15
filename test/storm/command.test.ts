import { describe, expect, it } from '@jest/globals';
import type { Report } from './command/jobs.ts';
import { matrixLines } from './command/matrix-lines.ts';
import { BadUsage, readOptions } from './command/options.ts';
import { summaryOf, violationLines } from './command/summary.ts';

const report = (seed: number, violations: readonly string[]): Report => ({
  ...{ job: { kind: 'seed', seed }, name: `seed ${seed}`, violations, quarantines: [], story: [] },
  ...{ tally: undefined, stop: undefined, defect: undefined },
});

describe('npm run storm', () => {
  it('tells a hundred seeds from 1 unless told otherwise', () => {
    expect(readOptions([])).toMatchObject({ what: 'seeds', from: 1, seeds: 100, verbose: false });
    expect(readOptions(['--seeds', '7', '--from', '30'])).toMatchObject({ from: 30, seeds: 7 });
    expect(readOptions(['--seed', '1234', '--verbose'])).toMatchObject({ from: 1234, seeds: 1, verbose: true });
  });

  it.each([[['--seeds', 'many']], [['--seeds', '0']], [['--sedes', '3']]])('refuses %j', (args) => {
    expect(() => readOptions(args)).toThrow(BadUsage);
  });

  it('says how to tell a broken seed again', () => {
    const summary = summaryOf([report(1, []), report(1234, ['lockIsFree: release 1 still has the lock'])]);
    expect(violationLines(summary)).toEqual([
      'seed 1234',
      '  lockIsFree: release 1 still has the lock',
      '  reproduce: npm run storm -- --seed 1234 --verbose',
    ]);
  });

  it('counts what held, what was quarantined and what broke in the matrix', () => {
    const place = { caller: 'f', service: 'dynamodb', operation: 'GetItem', invoked: '', story: 's', nth: 1, when: '' };
    const cell = (kind: 'throttle' | 'crash' | 'kill', more: Partial<Report>): Report => ({
      ...report(1, []),
      job: { kind: 'cell', cell: { place, kind, day: 0 } },
      ...more,
    });
    const lines = matrixLines([
      cell('throttle', {}),
      cell('crash', { violations: ['lockIsFree: it is not'] }),
      cell('kill', { quarantines: ['nobody could tell'] }),
    ]);
    expect(lines.at(-1)).toBe('1 calls, 3 cells: 1 held, 1 quarantined, 1 broken');
    expect(lines[1]?.trim().split(/\s+/)).toEqual(['f', 'dynamodb', 'GetItem', '.', 'X', 'q']);
  });
});
