import { loadBalancerDimension, targetGroupDimension } from './arns.ts';
import type { LoadBalancer, TargetGroup } from './model.ts';
import type { Target } from './target.ts';

/** A request and where it was sent. `image` is the network's label of the target, when it has one. */
export interface Exchange {
  readonly loadBalancer: LoadBalancer;
  readonly group: TargetGroup;
  readonly target: Target;
  readonly image: string | undefined;
}

/** Hears what the data plane does, request by request. */
export interface TrafficObserver {
  /** A target was chosen; `failsOpen` when it was chosen although too few are healthy. */
  sent(exchange: Exchange, failsOpen: boolean): void;
  /** The target answered; `seconds` is real time from sending the request to the first byte of the answer. */
  answered(exchange: Exchange, statusCode: number, seconds: number): void;
  /** No connection could be made to the target. */
  unreachable(exchange: Exchange): void;
  /** The load balancer itself answered; `exchange` is set when a target had been chosen. */
  refused(loadBalancer: LoadBalancer, statusCode: number, exchange: Exchange | undefined): void;
}

/** CloudWatch dimensions. One object per resource: the metric store recognises them by identity. */
export interface DimensionSets {
  ofLoadBalancer(loadBalancer: LoadBalancer): Readonly<Record<string, string>>;
  ofTargetGroup(loadBalancer: LoadBalancer, group: TargetGroup): Readonly<Record<string, string>>;
}

/** Creates each dimension set once. */
export function createDimensionSets(): DimensionSets {
  const byResource = new Map<string, Readonly<Record<string, string>>>();
  const once = (key: string, create: () => Readonly<Record<string, string>>) => {
    const dimensions = byResource.get(key) ?? create();
    byResource.set(key, dimensions);
    return dimensions;
  };
  return {
    ofLoadBalancer: ({ arn }) => once(arn, () => ({ LoadBalancer: loadBalancerDimension(arn) })),
    ofTargetGroup: (loadBalancer, group) =>
      once(`${loadBalancer.arn} ${group.arn}`, () => ({
        LoadBalancer: loadBalancerDimension(loadBalancer.arn),
        TargetGroup: targetGroupDimension(group.arn),
      })),
  };
}
