import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Handled, unansweredByMinute } from '../../../src/adapters/aws/alb-unanswered.ts';

/** A minute in which `lost` of the requests get no answer, and all others at once. */
const minute = (requests: number, lost = 0): Handled => ({
  requests,
  answers: requests - lost,
  unconnected: 0,
  busySeconds: 0,
});

describe('unanswered requests', () => {
  it('are none when all are answered', () => {
    expect(unansweredByMinute([minute(100), minute(3), minute(0), minute(50)])).toEqual([0, 0, 0, 0]);
  });

  it('are told a minute later', () => {
    expect(unansweredByMinute([minute(100, 5)])).toEqual([0]);
    expect(unansweredByMinute([minute(100, 5), minute(100, 7)])).toEqual([5, 0]);
    expect(unansweredByMinute([minute(100, 5), minute(100, 7), minute(100)])).toEqual([5, 7, 0]);
  });

  it('are not told while the next minute is not published', () => {
    expect(unansweredByMinute([minute(100, 5), minute(0), minute(0)])).toEqual([0, 0, 0]);
  });

  it('are none of those that no connection was made for: these are counted already', () => {
    const refused = { requests: 10, answers: 4, unconnected: 6, busySeconds: 0 };
    expect(unansweredByMinute([refused, refused, refused])).toEqual([0, 0, 0]);
  });

  it('are none of those that were only late', () => {
    const late = { requests: 10, answers: 0, unconnected: 0, busySeconds: 0 };
    const answered = { requests: 10, answers: 20, unconnected: 0, busySeconds: 300 };
    expect(unansweredByMinute([late, answered, minute(10)])).toEqual([0, 0, 0]);
  });

  it('are none of those that a slow service has under way', () => {
    const underWay = 1000 * (5 / 60);
    const first = { requests: 1000, answers: 1000 - underWay, unconnected: 0, busySeconds: 5000 - 5 * underWay };
    const others = new Array(10).fill({ requests: 1000, answers: 1000, unconnected: 0, busySeconds: 5000 });
    expect(unansweredByMinute([first, ...others])).toEqual(new Array(11).fill(0));
  });

  it('are nearly all of them even beside slow answers', () => {
    const half = { requests: 1000, answers: 500, unconnected: 0, busySeconds: 500 };
    const [first = 0, second, third] = unansweredByMinute([half, half, half, half]);
    expect(first).toBeGreaterThan(480);
    expect([second, third]).toEqual([500, 500]);
  });

  it('hide behind answers to requests from before, rather than the other way round', () => {
    const answersOfBefore = { requests: 10, answers: 30, unconnected: 0, busySeconds: 0 };
    expect(unansweredByMinute([answersOfBefore, minute(100, 20), minute(100, 20), minute(1)])).toEqual([0, 0, 20, 0]);
  });

  it('are never negative and never more than requests, whatever was counted', () => {
    const count = fc.nat(1000);
    const handled = fc.record({ requests: count, answers: count, unconnected: count, busySeconds: fc.nat(10_000) });
    fc.assert(
      fc.property(fc.array(handled, { maxLength: 20 }), (minutes) => {
        const lost = unansweredByMinute(minutes);
        expect(lost).toHaveLength(minutes.length);
        expect(lost.every((one) => one >= 0)).toBe(true);
        const sum = (counts: readonly number[]) => counts.reduce((total, one) => total + one, 0);
        expect(sum(lost)).toBeLessThanOrEqual(sum(minutes.map(({ requests }) => requests)));
      }),
    );
  });
});
