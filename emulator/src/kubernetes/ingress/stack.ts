import type { Action, RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { IntOrString } from '../objects/pod.ts';

/** All that an Ingress group should have in AWS and in the cluster; without members it should have nothing. */
export interface Stack {
  /** The group's name, or `namespace/name` of the one Ingress of a group without a name. */
  readonly id: string;
  readonly loadBalancer: LoadBalancerSpec | undefined;
  readonly targetGroups: readonly TargetGroupSpec[];
  readonly listeners: readonly ListenerSpec[];
}

export interface LoadBalancerSpec {
  readonly name: string;
  readonly scheme: 'internal' | 'internet-facing';
  /** Undefined lets the controller discover them. */
  readonly subnets: readonly string[] | undefined;
  readonly attributes: readonly (readonly [key: string, value: string])[];
}

/** A target group with the binding that fills it. */
export interface TargetGroupSpec {
  readonly resourceId: string;
  readonly name: string;
  readonly port: number;
  readonly healthCheck: HealthCheckSpec;
  readonly attributes: readonly (readonly [key: string, value: string])[];
  readonly namespace: string;
  readonly service: string;
  readonly servicePort: IntOrString;
}

/** The members of CreateTargetGroup that ModifyTargetGroup can change. */
export interface HealthCheckSpec {
  readonly HealthCheckPort: string;
  readonly HealthCheckPath: string;
  readonly HealthCheckIntervalSeconds: number;
  readonly HealthCheckTimeoutSeconds: number;
  readonly HealthyThresholdCount: number;
  readonly UnhealthyThresholdCount: number;
  readonly Matcher: { readonly HttpCode: string };
}

export interface ListenerSpec {
  readonly port: number;
  readonly protocol: string;
  readonly defaultAction: ActionSpec;
  /** In order of priority, which begins at 1. */
  readonly rules: readonly RuleSpec[];
}

export interface RuleSpec {
  readonly conditions: readonly RuleCondition[];
  readonly action: ActionSpec;
}

/** A forward names target groups of the stack by resource id until they have an ARN. */
export type ActionSpec = ForwardSpec | { readonly kind: 'answer'; readonly action: Action };
export interface ForwardSpec {
  readonly kind: 'forward';
  readonly targets: readonly ForwardTarget[];
  readonly stickySeconds: number | undefined;
}
export interface ForwardTarget {
  readonly group: { readonly resourceId: string } | { readonly arn: string };
  readonly weight: number;
}
