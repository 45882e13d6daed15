/** Which databases there are. Apart from Policies, so that nobody who asks for them loads the policy schema. */
export interface Databases {
  /** All that a policy ever named: they are few, and one that a policy no longer names may still be locked. */
  all(): Promise<readonly string[]>;
}
