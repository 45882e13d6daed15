import type { ReleaseRef } from '../contracts/release.ts';
import type { CohortRule, IngressAction } from '../contracts/site.ts';

/** Shares of one listener rule, by target group ARN. Stickiness is always off where we write. */
export interface Split {
  readonly listenerRule: string;
  readonly weights: Readonly<Record<string, number>>;
  /** Where the AWS Load Balancer Controller sets this rule: the annotation it reads. */
  readonly ingress?: IngressAction;
  /** True for a rule that a controller may make anew under another ARN: it is found again by its target groups. */
  readonly controlled?: boolean;
  /** Who sets it, so that no older release overwrites an Ingress. */
  readonly release?: ReleaseRef;
  /** When a way back sets it (ISO 8601), so that it knows how long an Ingress has said so. */
  readonly backAt?: string;
}
/** `closed`: the rule gives users a maintenance answer; then nobody has a weight. */
export interface LiveSplit extends Split {
  readonly sticky: boolean;
  readonly closed?: boolean;
}

/** What sends users on. `set` replaces all weights in one call, so that repeating it is safe. */
export interface Traffic {
  /** Throws `RollbackActionRefused` when the load balancer says that this action can never be. */
  set(split: Split): Promise<void>;
  /** What the load balancer really has, whoever set it. `targetGroups`: by these a controlled rule is found again. */
  read(listenerRule: string, targetGroups?: readonly string[]): Promise<LiveSplit>;
}

/** `says`: these weights. `backSince`: since when (ISO 8601) it has said so by the word of this release's way back. */
export interface Told {
  readonly says: boolean;
  readonly backSince?: string;
}

/** Weights by either router. */
export interface RoutedTraffic extends Traffic {
  /** What the Ingress of this split says, whatever the load balancer has by now. */
  told(split: Split): Promise<Told>;
}

/** The answer that users get instead of the service. */
export interface Maintenance {
  /** Gives everybody the answer 503 that says when to come back. */
  close(listenerRule: string, retryAfterSeconds: number): Promise<void>;
}

/** Who reaches a rule. */
export interface Cohorts {
  /** Lets the rule match these requests only; conditions of other kinds (host, path) stay. No write when it does already. */
  narrow(cohort: CohortRule): Promise<void>;
}
