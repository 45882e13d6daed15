import { seededRandom } from '../../emulator/src/seeded-random.ts';
import type { Counts, Minute } from '../../src/contracts/evidence.ts';

/** Minutes of busy days as no two are alike; now and then a side has no data point. */
export const days = (count: number): Minute[] => {
  const random = seededRandom(1);
  const upTo = (most: number) => Math.floor(random() * most);
  const side = (requests: number): Counts | null =>
    upTo(50) === 0
      ? null
      : { requests, errors: upTo(requests), slow: [upTo(requests), upTo(requests), upTo(requests)] };
  return Array.from({ length: count * 1440 }, (_, minute) => ({
    at: new Date(Date.UTC(2026, 10, 18) + minute * 60_000).toISOString(),
    stable: side(upTo(50_000)),
    candidate: side(upTo(50_000)),
  }));
};
