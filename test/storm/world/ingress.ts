import {
  DescribeListenersCommand,
  DescribeRulesCommand,
  DescribeTargetGroupsCommand,
  type ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { BalancerWorld } from '../../../cli/rehearse/world/balancer.ts';
import type { Cluster } from '../../../emulator/src/kubernetes/cluster.ts';
import { groupsOfIngress } from '../../support/ingress-groups.ts';
import { action, service } from './policy.ts';

const prefix = 'alb.ingress.kubernetes.io';
export const actionAnnotation = `${prefix}/actions.${action}`;

/** One path, whose action gives everybody to blue. */
function shopIngress() {
  const targetGroups = [
    { serviceName: 'shop-blue', servicePort: '80', weight: 100 },
    { serviceName: 'shop-green', servicePort: '80', weight: 0 },
  ];
  const backend = { service: { name: action, port: { name: 'use-annotation' } } };
  const annotations = {
    [`${prefix}/target-type`]: 'ip',
    [`${prefix}/healthcheck-path`]: '/health',
    [`${prefix}/healthcheck-interval-seconds`]: '10',
    [`${prefix}/healthcheck-timeout-seconds`]: '4',
    [`${prefix}/healthy-threshold-count`]: '2',
    [`${prefix}/target-group-attributes`]: 'deregistration_delay.timeout_seconds=20',
    [actionAnnotation]: JSON.stringify({ type: 'forward', forwardConfig: { targetGroups } }),
  };
  return {
    ...{ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: service, annotations } },
    spec: { ingressClassName: 'alb', rules: [{ http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }] },
  };
}

/** The load balancer that the AWS Load Balancer Controller makes of the shop's Ingress. */
export async function controllersBalancer(
  elb: ElasticLoadBalancingV2Client,
  cluster: Cluster,
  namespace: string,
  sleep: (ms: number) => Promise<void>,
): Promise<BalancerWorld> {
  cluster.api.create('ingresses', namespace, shopIngress(), 'operator');
  return balancerBehind(elb, await groupsOfIngress(cluster, namespace, sleep));
}

async function balancerBehind(
  elb: ElasticLoadBalancingV2Client,
  targetGroups: { readonly blue: string; readonly green: string },
): Promise<BalancerWorld> {
  const groups = await elb.send(new DescribeTargetGroupsCommand({ TargetGroupArns: [targetGroups.blue] }));
  const loadBalancerArn = groups.TargetGroups?.[0]?.LoadBalancerArns?.[0] ?? '';
  const { Listeners } = await elb.send(new DescribeListenersCommand({ LoadBalancerArn: loadBalancerArn }));
  const listenerArn = Listeners?.[0]?.ListenerArn ?? '';
  const { Rules = [] } = await elb.send(new DescribeRulesCommand({ ListenerArn: listenerArn }));
  const rule = Rules.find(({ Actions }) => JSON.stringify(Actions).includes(targetGroups.blue));
  return { loadBalancerArn, listenerArn, ruleArn: rule?.RuleArn ?? '', targetGroups };
}
