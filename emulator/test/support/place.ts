import { forkRandom } from '../../src/fork-random.ts';
import type { Place } from '../../src/ports.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';

/** A place with a hand-driven clock and a seeded random. */
export function testPlace(seed = 1): Place & { readonly clock: ManualClock } {
  const random = forkRandom(() => seed / 2 ** 32);
  return { accountId: '123456789012', region: 'eu-west-1', clock: manualClock(), random };
}
