/** When releases that fail again and again stop starting by themselves. */
import * as z from 'zod';
import { duration } from './words.ts';

/** Counts releases that nobody started by hand. `off` only as a word: YAML 1.2 reads no boolean from it. */
export const Breaker = z
  .union([
    z.literal('off'),
    z.strictObject({
      failures: z.int().min(1).max(20).default(3).describe('So many failed releases open it.'),
      within: duration.prefault('24h').describe('Older failures are forgotten.'),
      cooldown: duration
        .prefault('1h')
        .describe('So long automatic releases are refused; then one is tried, and its end opens or closes it.'),
    }),
  ])
  .prefault({});
export type Breaker = z.infer<typeof Breaker>;
export type BreakerSettings = Exclude<Breaker, 'off'>;
