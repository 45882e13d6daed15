import { describe, expect, it } from '@jest/globals';
import { createDraws } from '../../scripts/bench-verdict/draws.ts';
import { fixedSizeRequests } from '../../scripts/bench-verdict/fixed-size.ts';
import { ownRelease } from '../../scripts/bench-verdict/own-release.ts';
import { createWorld } from '../../scripts/bench-verdict/world.ts';

const releaseOf = (requestsPerMinute: number, lift: number) => {
  const cell = { requestsPerMinute, baseShare: 0.005, lift, weather: 'steady' } as const;
  return ownRelease(createWorld(cell, createDraws(7)), requestsPerMinute);
};

describe('a simulated release', () => {
  it('is promoted when it is as good and busy, and rolled back at once when it is bad', () => {
    expect(releaseOf(1000, 0)).toMatchObject({ end: 'promoted', minutes: 20 });
    expect(releaseOf(1000, 0.2)).toMatchObject({ end: 'rolledBack', minutes: 1 });
  });

  it('is inconclusive at night', () => {
    expect(releaseOf(1, 0).end).toBe('inconclusive');
  });

  it('is the same for the same seed', () => {
    expect(releaseOf(100, 0.02)).toEqual(releaseOf(100, 0.02));
  });
});

describe('a test of fixed size', () => {
  it('needs 2 × 2.326² times the variance over the squared difference when both rates are near', () => {
    const both = (2 * 2.326) ** 2 * 2 * 0.5 * 0.5;
    expect(fixedSizeRequests(0.499, 0.002) / (both / 0.002 ** 2)).toBeCloseTo(1, 3);
  });
});
