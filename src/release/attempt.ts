import type { Policy } from '../contracts/policy.ts';
import type { ReleaseRecord } from '../contracts/release.ts';
import type { ReleaseRequest } from '../contracts/request.ts';
import type { AdmitReleaseInput } from '../contracts/turns.ts';

/** One attempt to begin a release: what is asked, by which policy, and what the ledger held when we looked. */
export interface Attempt {
  readonly asked: ReleaseRequest;
  readonly policy: Policy;
  readonly former: ReleaseRecord | undefined;
  readonly input: AdmitReleaseInput;
}
