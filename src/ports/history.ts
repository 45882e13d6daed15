import type { ReleaseRecord } from '../contracts/release.ts';

/** Concluded releases, newest first. `write` sets, so that repeating it is safe. */
export interface History {
  write(record: ReleaseRecord): Promise<void>;
  list(service: string, limit: number): Promise<readonly ReleaseRecord[]>;
}
