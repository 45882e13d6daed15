import { describe, expect, it } from '@jest/globals';
import { rehearse } from '../support/rehearse.ts';

const minutes = 60_000;

describe('bad input', () => {
  it(
    'ends in a named outcome with a sentence, stable keeps everybody, nothing is left behind and the lock is free',
    async () => {
      const { exitCode, output, report } = await rehearse('test/stories/rehearsals/bad-input');
      expect(
        report.checks.concat(report.releases.flatMap((release) => release.checks)).filter((check) => !check.holds),
      ).toEqual([]);
      expect([exitCode, output]).toEqual([0, output]);
      expect(report.releases.map((release) => release.outcome)).toEqual([
        ...['ignored', 'ignored', 'ignored', 'ignored', 'refused', 'refused', 'refused'],
        ...['rolled-back', 'refused', 'rolled-back', 'rolled-back', 'released', 'refused'],
      ]);
      expect(report.releases.filter((release) => release.because.split(' ').length < 3)).toEqual([]);
      const failed = report.releases
        .flatMap((release) => release.requests)
        .reduce((sum, { failed }) => sum + failed, 0);
      expect(failed).toBe(0);
    },
    3 * minutes,
  );
});

describe('a cloud that misbehaves', () => {
  it(
    'throttled, crashed and lost calls delay a release and harm nobody',
    async () => {
      const { exitCode, output, report } = await rehearse('test/stories/rehearsals/faults');
      expect([exitCode, output]).toEqual([0, output]);
      expect(report.releases.map((release) => release.outcome)).toEqual(['released']);
    },
    2 * minutes,
  );
});
