import type { KeptVerdict } from '../contracts/kept-verdict.ts';
import type { ReleaseRef } from '../contracts/release.ts';

/** Every look with its evidence. `keep` sets, so that repeating it is safe. */
export interface Verdicts {
  keep(verdict: KeptVerdict): Promise<void>;
  /** Oldest first. */
  list(release: ReleaseRef): Promise<readonly KeptVerdict[]>;
}
