import { describe, expect, it } from '@jest/globals';
import { compare } from '../../../src/domain/comparison/compare.ts';

const baseline = { requests: 23_000, errors: 0, slow: [], slowAboveSeconds: [] };
const counts = (requests: number, errors: number) => ({ requests, errors, slow: [] });

/** So many good minutes at half of the users, then minutes with everybody on the candidate. */
const errorsOf = (paired: number, alone: readonly number[]) =>
  compare(
    Array.from({ length: paired + alone.length }, (_, i) => ({
      at: new Date(Date.UTC(2026, 10, 23, 10, i)).toISOString(),
      stable: i < paired ? counts(600, 0) : null,
      candidate: i < paired ? counts(600, 0) : counts(1200, alone[i - paired] ?? 0),
      alone: i >= paired,
    })),
    baseline,
    { errorsWorseBy: 2, slowerBy: 10 },
  ).errors.answer;

describe('a candidate that turns bad when it is alone', () => {
  it.each([1, 5, 20, 200])('is called worse after %i good minutes beside stable', (paired) => {
    expect(errorsOf(paired, [60, 60, 60])).toBe('worse');
  });

  it('is not called worse while it stays as good', () => {
    expect(errorsOf(20, [0, 0, 0])).not.toBe('worse');
  });
});
