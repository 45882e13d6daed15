import { randomLogNormal } from 'd3-random';
import type { Clock } from '../../../emulator/src/clock.ts';
import { seededRandom } from '../../../emulator/src/seeded-random.ts';
import type { Behaviour } from '../../peers/world/versions.ts';

/** Fails so large a share of requests (0 to 1), by chance. */
export function failing(share: number | (() => number), seed = 5): Behaviour {
  const draw = seededRandom(seed);
  const present = typeof share === 'number' ? () => share : share;
  return { fails: () => draw() < present() };
}

/** Fails nothing at its first request, and an ever larger share afterwards: `perHour` more each hour, up to `most`. */
export function leaking(clock: Clock, perHour: number, most: number): Behaviour {
  let firstAt: number | undefined;
  return failing(() => {
    firstAt ??= clock.now();
    return Math.min(most, (perHour * (clock.now() - firstAt)) / 3_600_000);
  });
}

/** Fails so large a share of requests from the moment at which `isBad` is true. */
export function failingWhile(isBad: () => boolean, share: number): Behaviour {
  return failing(() => (isBad() ? share : 0));
}

/** Answers after about `medianMs`; a few of a hundred requests take twice as long. */
export function taking(medianMs: number | (() => number), seed = 9): Behaviour {
  const spread = randomLogNormal.source(seededRandom(seed))(0, 0.35);
  const present = typeof medianMs === 'number' ? () => medianMs : medianMs;
  return { delayMs: () => present() * spread() };
}

/** A factor that begins at `times` with the first request and is 1 after so many seconds, as of a JVM that compiles what it runs. */
export function warmingUp(clock: Clock, times: number, seconds: number): () => number {
  let firstAt: number | undefined;
  return () => {
    firstAt ??= clock.now();
    const left = Math.max(0, 1 - (clock.now() - firstAt) / (1000 * seconds));
    return 1 + (times - 1) * left;
  };
}
