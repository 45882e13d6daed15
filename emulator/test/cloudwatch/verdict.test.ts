import { describe, expect, it } from '@jest/globals';
import type { MissingDataTreatment } from '../../src/cloudwatch/alarm.ts';
import { judge } from '../../src/cloudwatch/verdict.ts';

const treatments: readonly MissingDataTreatment[] = ['missing', 'ignore', 'breaching', 'notBreaching'];

/** The states for each treatment; points oldest first: `X` breaches, `0` does not, `-` is missing. */
function statesOf(points: string, datapointsToAlarm: number) {
  const marks = points.split(' ');
  const periods = marks.map((_, index) => index * 60_000);
  const values = marks.flatMap((mark, index): [number, number][] =>
    mark === '-' ? [] : [[index * 60_000, mark === 'X' ? 10 : 0]],
  );
  return treatments.map((treatMissingData) => {
    const condition = { evaluationPeriods: 3, datapointsToAlarm, threshold: 5, treatMissingData };
    return judge({ ...condition, operator: 'GreaterThanThreshold' }, periods, new Map(values)).state ?? 'retain';
  });
}

describe("AWS's documented evaluations of 3 out of 3", () => {
  it.each([
    ['0 - X - X', ['OK', 'OK', 'OK', 'OK']],
    ['0 - - - -', ['OK', 'OK', 'OK', 'OK']],
    ['- - - - -', ['INSUFFICIENT_DATA', 'retain', 'ALARM', 'OK']],
    ['0 X X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['- - X - -', ['ALARM', 'retain', 'ALARM', 'OK']],
  ])('judge %s', (points, states) => {
    expect(statesOf(points, 3)).toEqual(states);
  });
});

describe("AWS's documented evaluations of 2 out of 3", () => {
  it.each([
    ['0 - X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0 0 X 0 X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0 - X - -', ['OK', 'OK', 'ALARM', 'OK']],
    ['- - - - 0', ['OK', 'OK', 'ALARM', 'OK']],
    ['- - - X -', ['ALARM', 'retain', 'ALARM', 'OK']],
  ])('judge %s', (points, states) => {
    expect(statesOf(points, 2)).toEqual(states);
  });
});

describe('the guard against premature alarms', () => {
  it('keeps the state when the only breach is younger than DatapointsToAlarm', () => {
    expect(statesOf('- - - - X', 3)).toEqual(['retain', 'retain', 'ALARM', 'OK']);
  });
});

describe('thresholds', () => {
  it.each([
    ['GreaterThanThreshold', [false, false, true]],
    ['GreaterThanOrEqualToThreshold', [false, true, true]],
    ['LessThanThreshold', [true, false, false]],
    ['LessThanOrEqualToThreshold', [true, true, false]],
  ] as const)('%s', (operator, expected) => {
    const condition = { evaluationPeriods: 1, datapointsToAlarm: 1, threshold: 5, operator } as const;
    const alarms = [4, 5, 6].map(
      (value) => judge({ ...condition, treatMissingData: 'missing' }, [0], new Map([[0, value]])).state === 'ALARM',
    );
    expect(alarms).toEqual(expected);
  });
});
