/** What a version is judged by, and what follows when it can't be judged. */
import * as z from 'zod';
import { duration, shortDuration } from './words.ts';

const points = z
  .number()
  .gt(0, 'use a difference above 0 percentage points')
  .lte(100, 'use a difference of 100 percentage points or less');

export const Health = z.strictObject({
  alarms: z
    .array(z.string().min(1).max(255))
    .min(1, 'name at least one CloudWatch alarm: nothing else sends users back at once, between two looks')
    .max(50),
  minimumRequests: z.int().min(0).default(20).describe('Fewer requests on the candidate hold the release.'),
  patience: duration.prefault('1h').describe('A step that was held for longer is inconclusive.'),
  inconclusive: z
    .enum(['ask', 'advance', 'rollBack'])
    .default('ask')
    .describe(
      'What follows then: a person is asked, or the release goes on, or back. It is no verdict on the version.',
    ),
  askFor: duration.prefault('24h').describe('So long a question waits for an answer; then the release goes back.'),
  errors: z
    .strictObject({
      worseBy: points
        .default(2)
        .describe('A version with so many percentage points more errors than stable never passes.'),
    })
    .prefault({}),
  latency: z
    .strictObject({
      worseBy: points
        .default(10)
        .describe('So many percentage points more slow requests than stable are still accepted.'),
      atLeast: shortDuration
        .prefault('5ms')
        .describe('A request is slow when it takes so much longer than stable’s median, p90 or p99; less is not felt.'),
      warmUp: duration
        .prefault('1m')
        .describe('So long after its share of users has grown, a version may be slow: it compiles, and fills caches.'),
    })
    .prefault({}),
});
export type Health = z.infer<typeof Health>;
