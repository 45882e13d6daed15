import type { Judged, KeptVerdict } from '../contracts/kept-verdict.ts';
import type { ReleaseRef } from '../contracts/release.ts';

/** Every look with its evidence. `keep` sets, so that repeating it is safe. */
export interface Verdicts {
  keep(verdict: KeptVerdict): Promise<void>;
  /** Oldest first; without evidence, which is long after days. */
  list(release: ReleaseRef): Promise<readonly Judged[]>;
  /** The look of that very instant with its evidence; undefined where there was none. */
  read(release: ReleaseRef, now: string): Promise<KeptVerdict | undefined>;
}
