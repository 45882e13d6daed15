import type { ReleaseRef } from '../contracts/release.ts';

/** The function RestoreWorkload, for when the machine's own turn would come too late. */
export interface Restorer {
  /** Begins to put the former version back and does not wait. A start that comes a minute late has no effect. */
  begin(release: ReleaseRef): Promise<void>;
}
