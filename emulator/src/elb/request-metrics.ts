import type { MetricSink } from '../ports.ts';
import type { DimensionSets, TrafficObserver } from './exchange.ts';

/** The namespace of an Application Load Balancer's metrics. */
export const ALB_NAMESPACE = 'AWS/ApplicationELB';

/**
 * Publishes what ALB publishes of requests. Errors that the load balancer answers itself (502, 503, 504) have no TargetGroup
 * dimension: a dead target shows in TargetConnectionErrorCount, not in HTTPCode_Target_5XX_Count.
 */
export function createRequestMetrics(metrics: MetricSink, sets: DimensionSets): TrafficObserver {
  const count = (name: string, dimensions: Readonly<Record<string, string>>, value = 1) =>
    metrics.record({ namespace: ALB_NAMESPACE, name, dimensions, value });
  return {
    sent({ loadBalancer, group }, failsOpen) {
      const ofGroup = sets.ofTargetGroup(loadBalancer, group);
      count('RequestCount', ofGroup);
      count('RequestCount', sets.ofLoadBalancer(loadBalancer));
      if (failsOpen) count('UnhealthyRoutingRequestCount', ofGroup);
    },
    answered({ loadBalancer, group }, statusCode, seconds) {
      const name = `HTTPCode_Target_${Math.floor(statusCode / 100)}XX_Count`;
      for (const dimensions of [sets.ofTargetGroup(loadBalancer, group), sets.ofLoadBalancer(loadBalancer)]) {
        count(name, dimensions);
        count('TargetResponseTime', dimensions, seconds);
      }
    },
    unreachable({ loadBalancer, group }) {
      count('TargetConnectionErrorCount', sets.ofTargetGroup(loadBalancer, group));
      count('TargetConnectionErrorCount', sets.ofLoadBalancer(loadBalancer));
    },
    refused(loadBalancer, statusCode) {
      const dimensions = sets.ofLoadBalancer(loadBalancer);
      if (statusCode >= 500) count(`HTTPCode_ELB_${statusCode}_Count`, dimensions);
      if (statusCode >= 400) count(`HTTPCode_ELB_${Math.floor(statusCode / 100)}XX_Count`, dimensions);
    },
  };
}
