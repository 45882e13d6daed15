import type { Place } from '../../src/ports.ts';
import { seededRandom } from '../../src/seeded-random.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';

/** A place with a hand-driven clock and a seeded random. */
export function testPlace(seed = 1): Place & { readonly clock: ManualClock } {
  return { accountId: '123456789012', region: 'eu-west-1', clock: manualClock(), random: seededRandom(seed) };
}
