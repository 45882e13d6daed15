/**
 * A generator of its own, seeded by one draw of `random` (mulberry32). Whoever draws at the pace of real traffic forks, so that
 * the number of requests does not change what the rest of a seeded run draws.
 */
export function forkRandom(random: () => number): () => number {
  let state = Math.floor(random() * 2 ** 32);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    const mixed = Math.imul(state ^ (state >>> 15), state | 1);
    const spread = mixed ^ (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61));
    return ((spread ^ (spread >>> 14)) >>> 0) / 2 ** 32;
  };
}
