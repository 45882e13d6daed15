/** How a story says that an attempt must end. */
import * as z from 'zod';

/**
 * How an attempt can end in the eyes of a rehearsal. `ignored`: nothing was started. `queued`: it waits, and is an attempt of its
 * own when it starts. `withdrawn`: an experiment that ended as planned, with everybody on the version before. The last four are ends of
 * migrations that a step `migrate` started; one that a gate refuses ends `refused` too.
 */
export const Ending = z.enum([
  ...(['released', 'withdrawn', 'rolled-back', 'refused', 'queued', 'ignored', 'quarantined'] as const),
  ...(['migrated', 'nothing-to-migrate', 'aborted', 'failed'] as const),
]);
export type Ending = z.infer<typeof Ending>;

/** What a step with `expect` may say besides the ending. */
export const qualifications = {
  because: z
    .union([z.string().min(1), z.array(z.string().min(1)).min(2)])
    .optional()
    .describe('With `expect`: text that the sentence of the outcome must contain; of several, one.'),
  weightReached: z
    .int()
    .min(0)
    .max(100)
    .optional()
    .describe('With `expect`: the largest share that the new version got.'),
  failedRequests: z
    .int()
    .min(0)
    .optional()
    .describe(
      'With `expect`: at most so many requests fail. Maintenance answers and what a lost node took are counted apart.',
    ),
  downtime: z
    .literal('within')
    .optional()
    .describe('With `expect`: users got the maintenance answer for as long as the plan said, within 20 %.'),
  columns: z
    .record(z.string().min(1), z.array(z.string().min(1)).min(1))
    .optional()
    .describe('With `expect`: tables of the policy’s database, each with all the columns that it has then.'),
};

export interface Expectation {
  readonly kind: 'expect';
  readonly ending: Ending;
  readonly because?: string | readonly string[];
  readonly weightReached?: number;
  readonly failedRequests?: number;
  readonly downtime?: 'within';
  readonly columns?: Readonly<Record<string, readonly string[]>>;
}
