import { describe, expect, it } from '@jest/globals';
import { hear } from '../../../migrator/online/output.ts';
import { progressOf } from '../../../migrator/online/progress.ts';
import type { MigrationProgress } from '../../../src/contracts/migration/result.ts';

describe('lines of pt-online-schema-change', () => {
  it.each([
    ['Copying `shop`.`orders`:  43% 00:10 remain', { kind: 'copying', percent: 43, secondsLeft: 10 }],
    ['Copying `shop`.`orders`:   3% 01:02:03 remain', { kind: 'copying', percent: 3, secondsLeft: 3723 }],
    ['Copying `shop`.`orders`:   1% 2+01:00:00 remain', { kind: 'copying', percent: 1, secondsLeft: 176_400 }],
    ['Replica lag is 12 seconds on db-2.  Waiting.', { kind: 'throttled', because: 'replica db-2 is 12 s behind' }],
    [
      "(2) Replica 'db-2' is stopped.  Waiting.",
      { kind: 'throttled', because: 'replication is stopped on replica db-2' },
    ],
    ['Pausing because Threads_running=30.', { kind: 'throttled', because: 'the database is busy: Threads_running=30' }],
    ['Sleeping 1 seconds because /control/pause exists', { kind: 'paused' }],
    [
      '2026-11-23T21:00:00 Error copying rows from `a`.`b` to `a`.`_b_new`: Threads_running=101 exceeds its critical threshold 100',
      { kind: 'overloaded', because: 'Threads_running=101 exceeds its critical threshold 100' },
    ],
    ['tidegate: ready', { kind: 'ready' }],
    ['tidegate: swapped', { kind: 'swapped' }],
    ['2026-11-23T21:00:00 Copied rows OK.', undefined],
  ])('are understood: %s', (line, heard) => {
    expect(hear(line)).toEqual(heard);
  });

  it('are told every two seconds at most, but at once when it does something else', () => {
    const said: MigrationProgress[] = [];
    let now = 0;
    const tell = progressOf(
      { file: 'a.sql', table: 'a' },
      (progress) => said.push(progress),
      () => now,
    );
    const copying = (percent: number) => tell({ kind: 'copying', percent, secondsLeft: 9 });
    copying(1);
    now = 1999;
    copying(2);
    tell({ kind: 'paused' });
    now = 2100;
    copying(3);
    now = 4100;
    copying(4);
    expect(said.map(({ doing, percent }) => `${doing} ${percent ?? ''}`)).toEqual([
      'copying 1',
      'paused ',
      'copying 3',
      'copying 4',
    ]);
  });
});
