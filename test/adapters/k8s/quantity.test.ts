import { describe, expect, it } from '@jest/globals';
import { quantity } from '../../../src/adapters/k8s/quantity.ts';

describe('a Kubernetes quantity', () => {
  it.each([
    ['250m', 0.25],
    ['2', 2],
    ['0.5', 0.5],
    ['1e3', 1000],
    ['1.5Gi', 1.5 * 2 ** 30],
    ['128974848', 128974848],
    ['129M', 129e6],
    ['500Ki', 500 * 1024],
    ['1500000n', 0.0015],
  ])('%s is %d', (text, number) => {
    expect(quantity(text)).toBeCloseTo(number, 9);
  });

  it.each(['', 'many', '1 Gi', '1Zi'])('is not %j', (text) => {
    expect(() => quantity(text)).toThrow('no Kubernetes quantity');
  });
});
