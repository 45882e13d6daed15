import type { Action, RuleCondition, Tag } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ServiceError } from '../service.ts';
import type { Target } from './target.ts';

/** An Application Load Balancer. `attributes` are those of DescribeLoadBalancerAttributes. */
export interface LoadBalancer {
  readonly arn: string;
  readonly name: string;
  readonly dnsName: string;
  readonly scheme: 'internal' | 'internet-facing';
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
  readonly createdAt: Date;
  readonly attributes: Map<string, string>;
}

/** `port` is what the API shows; the proxy listens on `hostPort` of 127.0.0.1. */
export interface Listener {
  readonly arn: string;
  readonly loadBalancer: LoadBalancer;
  readonly port: number;
  hostPort: number;
  /** What the API shows, the default rule last. The data plane follows after the propagation delay. */
  rules: readonly Rule[];
}

/** A listener rule in DescribeRules' normal form. */
export interface Rule {
  readonly arn: string;
  /** Undefined for the default rule, which has no conditions and comes last. */
  readonly priority: number | undefined;
  readonly conditions: readonly RuleCondition[];
  readonly action: Action;
}

/** The settings that make two CreateTargetGroup calls with one name the same call. */
export interface TargetGroupSettings {
  readonly port: number;
  readonly vpcId: string;
  readonly healthCheckPort: string;
  readonly healthCheckPath: string;
  readonly healthCheckIntervalSeconds: number;
  readonly healthCheckTimeoutSeconds: number;
  readonly healthyThresholdCount: number;
  readonly unhealthyThresholdCount: number;
  readonly matcher: string;
}

/** A target group of type `ip`; `targets` are keyed by `address:port`. */
export interface TargetGroup {
  readonly arn: string;
  readonly name: string;
  settings: TargetGroupSettings;
  readonly attributes: Map<string, string>;
  readonly targets: Map<string, Target>;
  /** The load balancer that a rule of its listeners binds this group to; a group belongs to at most one. */
  loadBalancer: LoadBalancer | undefined;
}

/** Everything that exists in the account's region, by ARN. */
export interface Model {
  readonly loadBalancers: Map<string, LoadBalancer>;
  readonly listeners: Map<string, Listener>;
  readonly targetGroups: Map<string, TargetGroup>;
  readonly tags: Map<string, readonly Tag[]>;
  /** The account's quota "Targets per target group per Region", 1000 at first. */
  targetsPerGroup: number;
}

const defaultTargetsPerGroup = 1000;

/** An account without load balancers. */
export function createModel(): Model {
  return {
    loadBalancers: new Map(),
    listeners: new Map(),
    targetGroups: new Map(),
    tags: new Map(),
    targetsPerGroup: defaultTargetsPerGroup,
  };
}

/** Throws `TooManyTargetsException` when so many more would exceed the quota of a target group. */
export function demandRoom({ targetsPerGroup }: Model, { targets }: TargetGroup, more: number): void {
  if (targets.size + more <= targetsPerGroup) return;
  throw new ServiceError('TooManyTargetsException', `At most ${targetsPerGroup} targets can be registered`);
}

/** The ARNs a normal-form action forwards to; none when it answers by itself. */
export function forwardedTo(action: Action): readonly string[] {
  return (action.ForwardConfig?.TargetGroups ?? []).flatMap((group) => group.TargetGroupArn ?? []);
}
