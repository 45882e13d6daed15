import type { Place } from '../../src/ports.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';

/** A place with a hand-driven clock and a seeded random. */
export function testPlace(seed = 1): Place & { readonly clock: ManualClock } {
  return { accountId: '123456789012', region: 'eu-west-1', clock: manualClock(), random: mulberry32(seed) };
}

/** The public-domain generator of that name: small, fast, and the same everywhere. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
