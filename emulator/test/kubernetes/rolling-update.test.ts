import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  newSetReplicas,
  oldSetScalings,
  proportionalScalings,
  rollingBounds,
  type SetSize,
} from '../../src/kubernetes/controllers/deployment/rolling-update.ts';

const size = (name: string, replicas: number, available = replicas, createdAt = 0): SetSize => ({
  name,
  replicas,
  available,
  createdAt,
});
const bounds = { maxSurge: 1, maxUnavailable: 1 };

describe('the bounds of a rolling update', () => {
  it('round the surge up and the unavailable down', () => {
    expect(rollingBounds('25%', '25%', 10)).toEqual({ maxSurge: 3, maxUnavailable: 2 });
  });
  it('never come to a standstill', () => {
    expect(rollingBounds(0, '25%', 3)).toEqual({ maxSurge: 0, maxUnavailable: 1 });
  });
});

describe('a step of a rolling update', () => {
  it('grows the newest set by what the surge leaves', () => {
    expect(newSetReplicas(4, bounds, size('new', 0), [size('old', 4)])).toBe(1);
    expect(newSetReplicas(4, bounds, size('new', 1), [size('old', 4)])).toBe(1);
    expect(newSetReplicas(4, bounds, size('new', 4), [])).toBe(4);
  });

  it('takes unavailable old pods first, the oldest set before the others', () => {
    const old = [size('b', 2, 2, 2), size('a', 2, 0, 1)];
    expect(oldSetScalings(4, bounds, size('new', 1, 1), old)).toEqual([{ name: 'a', replicas: 0 }]);
  });

  it('keeps every available old pod while the new ones are not', () => {
    expect(oldSetScalings(4, { maxSurge: 1, maxUnavailable: 0 }, size('new', 1, 0), [size('old', 4)])).toEqual([]);
  });

  it('never leaves fewer available pods than allowed, nor more pods than the surge', () => {
    const count = fc.integer({ min: 1, max: 20 });
    const within = fc.record({
      replicas: count,
      surge: fc.nat(5),
      unavailable: fc.nat(5),
      fresh: fc.nat(20),
      up: fc.nat(20),
    });
    fc.assert(
      fc.property(within, ({ replicas, surge, unavailable, fresh, up }) => {
        const limits = rollingBounds(surge, unavailable, replicas);
        const newest = size('new', Math.min(fresh, replicas), Math.min(up, fresh, replicas));
        const old = [size('old', Math.max(0, replicas + limits.maxSurge - newest.replicas))];
        const grown = newSetReplicas(replicas, limits, newest, old);
        const kept = oldSetScalings(replicas, limits, newest, old)[0]?.replicas ?? old[0]?.replicas ?? 0;
        const before = newest.available + (old[0]?.available ?? 0);
        expect(grown + (old[0]?.replicas ?? 0)).toBeLessThanOrEqual(replicas + limits.maxSurge);
        expect(newest.available + kept).toBeGreaterThanOrEqual(Math.min(before, replicas - limits.maxUnavailable));
      }),
    );
  });
});

describe('a change of replicas in the middle of a rollout', () => {
  it('is shared in proportion, and nothing is lost', () => {
    const scaled = proportionalScalings(20, { maxSurge: 0, maxUnavailable: 0 }, [size('a', 8), size('b', 2)]);
    expect(scaled).toEqual([
      { name: 'a', replicas: 16 },
      { name: 'b', replicas: 4 },
    ]);
  });
  it('to nothing empties every set', () => {
    const scaled = proportionalScalings(0, bounds, [size('a', 3), size('b', 2)]);
    expect(scaled.map(({ replicas }) => replicas)).toEqual([0, 0]);
  });
});
