import type { ClusterFacts, EnvironmentFacts, StableFacts } from './inspection/cluster-facts.ts';
import type { RuleFacts, TargetGroupFacts } from './inspection/load-balancing-facts.ts';

/** One environment of a service: where its Deployment is, and which target group its pods are in. */
export interface InspectedEnvironment {
  readonly namespace: string;
  readonly deployment: string;
  readonly targetGroup: string;
}

/** What is inspected. In place, `candidate` is the same environment as `stable`. */
export interface Inspected {
  readonly service: string;
  readonly cluster: string;
  readonly container: string;
  readonly listenerRule: string;
  readonly stable: InspectedEnvironment;
  readonly candidate: InspectedEnvironment;
  /** True when weights go through a Kubernetes Ingress, which the Load Balancer Controller brings to the rule. */
  readonly throughIngress: boolean;
}

/** Something that could not be looked at: what, and why (no permission, or nobody serves it). */
export interface Unseen {
  readonly what: string;
  readonly why: string;
}

/** What the Kubernetes side knows. Whatever is `undefined` in facts could not be read, and is named in `unseen`. */
export interface ClusterSide {
  readonly cluster: ClusterFacts;
  readonly stable: StableFacts;
  readonly candidate: EnvironmentFacts;
  readonly unseen: readonly Unseen[];
}

/** What the AWS side knows. `null`: there is no such target group. */
export interface AwsSide {
  readonly rule: RuleFacts | undefined;
  readonly targetGroups: { readonly stable: TargetGroupSeen; readonly candidate: TargetGroupSeen };
  /** Service accounts with an EKS Pod Identity association. */
  readonly podIdentities: { readonly stable: IdentitySeen; readonly candidate: IdentitySeen };
  readonly unseen: readonly Unseen[];
}
export type TargetGroupSeen = TargetGroupFacts | null | undefined;
export type IdentitySeen = readonly PodIdentity[] | undefined;

/** One EKS Pod Identity association of a namespace. */
export interface PodIdentity {
  readonly serviceAccount: string;
  readonly associationId: string;
}

/** All that the rules of the preflight judge by. */
export interface PreflightFacts {
  readonly inspected: Inspected;
  /** How fast a failure must be noticed, and how long the old version must have seen no request before it goes. */
  readonly noticeWithinSeconds: number;
  readonly drainSeconds: number;
  readonly k8s: ClusterSide;
  readonly aws: AwsSide;
}

/** Looks at everything that decides whether a release costs requests. Reads only; throws when nothing answers at all. */
export interface Inspection {
  readonly ofCluster: (inspected: Inspected) => Promise<ClusterSide>;
  readonly ofAws: (inspected: Inspected) => Promise<AwsSide>;
}
