/** How many failed requests a service may have in 30 days, and how many of them a release. */
import * as z from 'zod';

export const Budget = z.strictObject({
  objective: z
    .number()
    .gt(0, 'use a percentage above 0, as in 99.9')
    .lt(100, 'use less than 100, as in 99.9: with 100 a single failed request would refuse every release')
    .default(99.9)
    .describe('Percent of requests that must succeed in 30 days. Once it is missed, no release starts by itself.'),
  share: z
    .number()
    .gt(0, 'use a percentage above 0, as in 25')
    .lte(100, 'use 100 or less: a release can spend no more than what is left')
    .default(25)
    .describe('Percent of the failed requests that are left which one release may cost before it goes back.'),
});
export type Budget = z.infer<typeof Budget>;
