import { describe, expect, it } from '@jest/globals';
import { compare } from '../../../src/domain/comparison/compare.ts';
import { alone, baseline, counts, paired, tolerance } from './minutes.ts';

const errorsOf = (...args: Parameters<typeof compare>) => compare(...args).errors;

describe('errors', () => {
  it('are unclear when nothing was seen, and nobody knows how many requests that takes', () => {
    expect(errorsOf([], baseline, tolerance)).toMatchObject({ answer: 'unclear', requestsMissing: 1e9 });
    expect(errorsOf([], null, tolerance).answer).toBe('unclear');
  });

  it('are unclear at night, and the sentence says how many requests are missing', () => {
    const night = errorsOf(paired(40, { stable: [20, 0], candidate: [1, 0] }), baseline, tolerance);
    expect(night.answer).toBe('unclear');
    expect(night.requestsMissing).toBeGreaterThan(100);
    expect(night.sentence).toContain(`about ${night.requestsMissing} more requests`);
  });

  it('are fine soon when a busy candidate fails as seldom as stable', () => {
    const fine = errorsOf(paired(5, { stable: [5000, 25], candidate: [250, 1] }), baseline, tolerance);
    expect(fine).toMatchObject({ answer: 'fine', requestsMissing: 0 });
    expect(fine.sentence).toContain('a difference of 2 points is ruled out');
  });

  it('are worse after a handful of requests when all of them fail', () => {
    const { answer, sentence } = errorsOf(paired(1, { stable: [95, 1], candidate: [5, 5] }), baseline, tolerance);
    expect(answer).toBe('worse');
    expect(sentence).toContain('100 % of 5 requests failed on the new version (5), 1.1 % of 95');
  });

  it('are not worse when an outage hits both sides alike', () => {
    const outage = paired(10, { stable: [950, 300], candidate: [50, 16] });
    expect(errorsOf(outage, baseline, tolerance).answer).toBe('unclear');
  });

  it('are neither worse nor fine when the candidate is a little worse', () => {
    const little = paired(20, { stable: [1000, 10], candidate: [50, 1] });
    expect(errorsOf(little, baseline, tolerance).answer).toBe('unclear');
  });

  it('are worse when a candidate goes bad after hours in which it was fine', () => {
    const hours = paired(240, { stable: [500, 2], candidate: [500, 2] });
    const leak = paired(3, { stable: [500, 2], candidate: [500, 40] }, 240);
    expect(errorsOf(hours, baseline, tolerance).answer).toBe('fine');
    expect(errorsOf([...hours, ...leak], baseline, tolerance).answer).toBe('worse');
  });

  it('are no longer fine when a candidate goes bad slowly, before they are worse', () => {
    const hours = paired(240, { stable: [95, 0], candidate: [5, 0] });
    const leak = paired(4, { stable: [95, 0], candidate: [5, 1] }, 240);
    expect(errorsOf(hours, baseline, tolerance).answer).toBe('fine');
    expect(errorsOf([...hours, ...leak], baseline, tolerance).answer).toBe('unclear');
  });

  it('once worse stay worse, whatever comes after', () => {
    const [bad, good] = [
      paired(5, { stable: [95, 0], candidate: [5, 5] }),
      paired(90, { stable: [95, 0], candidate: [95, 0] }, 5),
    ];
    expect(errorsOf([...bad, ...good], baseline, tolerance).answer).toBe('worse');
  });

  it('can never be fine when nothing is tolerated', () => {
    const same = paired(200, { stable: [5000, 25], candidate: [5000, 25] });
    expect(errorsOf(same, baseline, { ...tolerance, errorsWorseBy: 0 }).answer).toBe('unclear');
  });
});

describe('errors of a candidate that has everybody', () => {
  it('are judged by what stable was before', () => {
    expect(errorsOf(alone(10, [1000, 5]), baseline, tolerance).answer).toBe('fine');
    expect(errorsOf(alone(10, [1000, 35]), baseline, tolerance).answer).toBe('worse');
  });

  it('are not worse after a single minute, which an outage of others explains as well', () => {
    const quiet = alone(9, [1000, 5]);
    const outage = (minutes: number) =>
      errorsOf([...quiet, ...alone(minutes, [1000, 400], 9)], baseline, tolerance).answer;
    expect([outage(1), outage(9)]).toEqual(['unclear', 'worse']);
  });

  it('are not worse by chance where little is known of stable', () => {
    const little = { ...counts([50, 0]), slowAboveSeconds: [] };
    expect(errorsOf(alone(1, [100, 2]), little, tolerance).answer).toBe('unclear');
  });

  it('can be fine, but not worse, when nothing is known of stable', () => {
    expect(errorsOf(alone(10, [1000, 500]), null, tolerance).answer).toBe('unclear');
    expect(errorsOf(alone(10, [1000, 1]), null, tolerance).answer).toBe('fine');
  });

  it('go on from what was known while there was a stable', () => {
    const shift = paired(3, { stable: [500, 2], candidate: [500, 2] });
    const [before, after] = [alone(1, [40, 0], 3), [...shift, ...alone(1, [40, 0], 3)]];
    expect(errorsOf(before, baseline, tolerance).answer).toBe('unclear');
    expect(errorsOf(after, baseline, tolerance).answer).toBe('fine');
  });
});

describe('latency', () => {
  const stable = [1000, 5, 500, 100, 10] as const;
  const answerFor = (slow: readonly [number, number, number]) =>
    compare(paired(15, { stable, candidate: [100, 0, ...slow] }), baseline, tolerance).latency;

  it('is fine when as many requests are slow as on stable', () => {
    expect(answerFor([50, 10, 1])?.answer).toBe('fine');
  });

  it.each([
    ['half', [80, 10, 1], '0.05 s'],
    ['a tenth', [50, 40, 1], '0.1 s'],
    ['a hundredth', [50, 10, 30], '0.4 s'],
  ] as const)('is worse when many more are slower than the slowest %s of stable', (_, slow, above) => {
    expect(answerFor(slow)).toMatchObject({ answer: 'worse', sentence: expect.stringContaining(above) });
  });

  it('is not known without a baseline of latency', () => {
    const minutes = paired(15, { stable, candidate: stable });
    expect(compare(minutes, null, tolerance).latency).toBeNull();
    expect(compare(minutes, { ...counts([1000, 5]), slowAboveSeconds: [] }, tolerance).latency).toBeNull();
  });
});
