import * as z from 'zod/mini';
import { ReleaseRef } from './release.ts';
import { Inquiry, Verdict } from './verdict.ts';

/** One look of one release, as it is kept. `now` of the inquiry tells them apart. */
export const KeptVerdict = z.strictObject({ release: ReleaseRef, inquiry: Inquiry, verdict: Verdict });
export type KeptVerdict = z.infer<typeof KeptVerdict>;
