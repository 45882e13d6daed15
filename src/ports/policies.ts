import type { Policy } from '../contracts/policy.ts';

/** Registered policies, and which services a repository or an alarm belongs to. */
export interface Policies {
  /** Throws `PolicyInvalid` when what is stored no longer parses. */
  of(service: string): Promise<Policy | undefined>;
  /** The same with the instant (ISO 8601) at which it was applied; older registrations do not know it. */
  registered(service: string): Promise<Registered | undefined>;
  /** All services that ever had a policy. */
  services(): Promise<readonly string[]>;
  ofRepository(repository: string): Promise<readonly Policy[]>;
  /** Registers the policy (as text of the file, kept verbatim) and its repository and alarm entries; safe to repeat. */
  put(policy: Policy, text: string): Promise<void>;
}

export interface Registered {
  readonly policy: Policy;
  readonly appliedAt: string | null;
}

/** Which services an alarm guards. Apart from Policies, so that roll-back loads no policy schema. */
export interface Guards {
  servicesOf(alarm: string): Promise<readonly string[]>;
}
