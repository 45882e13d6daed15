import { seededRandom } from './seeded-random.ts';

/**
 * A generator of its own, seeded by one draw of `random`. Whoever draws at the pace of real traffic forks, so that the number of
 * requests does not change what the rest of a seeded run draws.
 */
export function forkRandom(random: () => number): () => number {
  return seededRandom(Math.floor(random() * 2 ** 32));
}
