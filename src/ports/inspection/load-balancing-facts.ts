/** A target group with the attributes that decide about requests; times in seconds. */
export interface TargetGroupFacts {
  readonly arn: string;
  readonly targetType: string;
  readonly protocol: string;
  readonly protocolVersion: string;
  readonly loadBalancers: readonly string[];
  readonly healthCheck: HealthCheckFacts;
  /** Undefined: the attributes could not be read. */
  readonly attributes: TargetGroupAttributes | undefined;
}

export interface HealthCheckFacts {
  readonly path: string;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
}

export interface TargetGroupAttributes {
  readonly deregistrationDelaySeconds: number;
  readonly sticky: boolean;
}

/** The listener rule that carries the weights. `owned` names what the Load Balancer Controller's tags are on. */
export interface RuleFacts {
  readonly loadBalancer: string;
  readonly targetGroups: readonly string[];
  readonly sticky: boolean;
  /** Undefined: the tags could not be read. */
  readonly owned: readonly OwnedResource[] | undefined;
}

/** A load balancer, listener or rule with a tag of the AWS Load Balancer Controller. */
export interface OwnedResource {
  readonly arn: string;
  readonly tag: string;
}
