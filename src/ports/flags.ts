import type { FlagHome, FlagValue } from '../contracts/plan.ts';

/** Names or ids as the policy has them. */
export interface FlagAddress {
  readonly application: string;
  readonly environment: string;
  readonly profile: string;
  readonly strategy: string;
}

/** The flags that users have now: those of the deployed version, not of someone's newer draft. */
export interface DeployedFlags {
  readonly values: Readonly<Record<string, FlagValue>>;
}

/** AppConfig feature flags. `patch` changes the given keys on the deployed version and leaves all others alone. */
export interface Flags {
  /** Throws `FlagsNotFound` naming what does not exist. */
  locate(address: FlagAddress): Promise<FlagHome>;
  read(home: FlagHome): Promise<DeployedFlags>;
  /** Creates and deploys a new version at once; no effect and no call to deploy when nothing would change. */
  patch(home: FlagHome, values: Readonly<Record<string, FlagValue>>): Promise<void>;
}
