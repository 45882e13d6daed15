import { describe, expect, it } from '@jest/globals';
import type { MigratorResult } from '../../../src/contracts/migration/result.ts';
import {
  endingOf,
  mostAttempts,
  nextRun,
  pauseAfterSeconds,
  whyNeverStarts,
} from '../../../src/domain/migration/attempts.ts';

const now = '2026-11-23T10:20:00.000Z';
const run = (attempt: number) => ({ stage: 'execute', attempt, since: now }) as const;
const ended = (result: MigratorResult | null, because = 'its container was killed (137)') =>
  ({ state: 'ended', result, because }) as const;
const failed = (again: boolean): MigratorResult => ({
  ...{ outcome: 'failed', stage: 'execute', error: 'ServerGone', because: 'the server has gone away', again },
});

describe('a Job that ended', () => {
  it('is tried again when it was killed, after a pause that grows', () => {
    const because = 'attempt 2 of execute failed: its container was killed (137)';
    expect(endingOf(run(2), ended(null))).toEqual({ kind: 'again', because, pauseSeconds: 30 });
    expect([1, 2, 3, 4, 9].map(pauseAfterSeconds)).toEqual([10, 30, 60, 120, 120]);
  });

  it('is tried again when it says that this may help, and not otherwise', () => {
    expect(endingOf(run(1), ended(failed(true)))).toMatchObject({ kind: 'again', pauseSeconds: 10 });
    expect(endingOf(run(1), ended(failed(false)))).toEqual({
      kind: 'fail',
      because: 'attempt 1 of execute failed: the server has gone away',
    });
  });

  it('is not tried for ever: the last sentence stays', () => {
    expect(endingOf(run(mostAttempts), ended(failed(true)))).toEqual({
      kind: 'fail',
      because: 'attempt 5 of execute failed: the server has gone away; it was tried 5 times',
    });
  });

  it('has answered when it passed or was refused', () => {
    const result: MigratorResult = { outcome: 'passed', stage: 'execute', because: 'done' };
    expect(endingOf(run(5), ended(result))).toEqual({ kind: 'answered', result });
  });
});

describe('an attempt', () => {
  it('begins after its pause', () => {
    expect(nextRun(run(2), 30, now)).toEqual({ stage: 'execute', attempt: 3, since: '2026-11-23T10:20:30.000Z' });
  });

  it('that has not started within ten minutes never will, and says what it waits for', () => {
    const [early, late] = ['2026-11-23T10:29:59.000Z', '2026-11-23T10:30:00.000Z'];
    expect(whyNeverStarts(run(1), 'ImagePullBackOff', early)).toBeNull();
    expect(whyNeverStarts(run(1), 'ImagePullBackOff', late)).toBe(
      'attempt 1 of execute has not started within 10 min: ImagePullBackOff',
    );
    expect(whyNeverStarts(run(1), null, late)).toContain('its pod finds no place');
  });
});
