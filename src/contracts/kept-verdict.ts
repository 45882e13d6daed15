import * as z from 'zod/mini';
import { Step } from './plan.ts';
import { ReleaseRef } from './release.ts';
import { Inquiry, Verdict } from './verdict.ts';

/** One look of one release, as it is kept. `now` of the inquiry tells them apart. */
export const KeptVerdict = z.strictObject({ release: ReleaseRef, inquiry: Inquiry, verdict: Verdict });
export type KeptVerdict = z.infer<typeof KeptVerdict>;

/** What came of one look, and when (ISO 8601). */
export const Judged = z.strictObject({ now: z.string(), step: Step, verdict: Verdict });
export type Judged = z.infer<typeof Judged>;
