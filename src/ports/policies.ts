import type { Policy } from '../contracts/policy.ts';

/** Registered policies, and which services a repository or an alarm belongs to. */
export interface Policies {
  /** Throws `PolicyInvalid` when what is stored no longer parses. */
  of(service: string): Promise<Policy | undefined>;
  ofRepository(repository: string): Promise<readonly Policy[]>;
  /** Registers the policy (as text of the file, kept verbatim) and its repository and alarm entries; safe to repeat. */
  put(policy: Policy, text: string): Promise<void>;
}

/** Which services an alarm guards. Apart from Policies, so that roll-back loads no policy schema. */
export interface Guards {
  servicesOf(alarm: string): Promise<readonly string[]>;
}
