import { setTimeout as delay } from 'node:timers/promises';
import {
  DescribeListenersCommand,
  DescribeRulesCommand,
  DescribeTargetGroupsCommand,
  type ElasticLoadBalancingV2Client,
  type Rule,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { KubernetesObject } from '@kubernetes/client-node';
import type { Policy } from '../../../src/contracts/policy.ts';
import { Failure } from '../../exit.ts';
import type { BalancerWorld, Color } from './balancer.ts';
import type { Cluster } from './cluster.ts';
import { arnOf } from './created.ts';
import type { LoadBalancerPlan } from './load-balancer.ts';
import { placesOf } from './places.ts';
import { servicePort } from './stable-objects.ts';

type IngressPolicy = NonNullable<Policy['traffic']['ingress']>;
const prefix = 'alb.ingress.kubernetes.io/';

/** The Ingress a team would have applied: one path, whose action gives everybody to the running color. */
export function ingressObject(
  policy: Policy,
  { name, action }: IngressPolicy,
  plan: LoadBalancerPlan,
): KubernetesObject {
  const annotations = {
    scheme: 'internet-facing',
    'target-type': 'ip',
    'healthcheck-path': plan.readiness.path,
    'healthcheck-interval-seconds': String(Math.max(5, plan.readiness.periodSeconds)),
    'healthcheck-timeout-seconds': '4',
    'success-codes': '200-399',
    'target-group-attributes': `deregistration_delay.timeout_seconds=${plan.deregistrationDelaySeconds}`,
    [`actions.${action}`]: JSON.stringify(forwardAction(policy, plan.running)),
  };
  const backend = { service: { name: action, port: { name: 'use-annotation' } } };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      name,
      namespace: policy.workload.namespaces.blue,
      annotations: Object.fromEntries(Object.entries(annotations).map(([key, value]) => [`${prefix}${key}`, value])),
    },
    spec: { ingressClassName: 'alb', rules: [{ http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }] },
  } as KubernetesObject;
}

function forwardAction(policy: Policy, running: Color): object {
  const targetGroups = placesOf(policy).map(({ color, deployment }) => ({
    serviceName: deployment,
    servicePort: String(servicePort),
    weight: color === running ? 100 : 0,
  }));
  return { type: 'forward', forwardConfig: { targetGroups, targetGroupStickinessConfig: { enabled: false } } };
}

const withinMs = 60_000;
const pollEveryMs = 200;

/** Where the AWS Load Balancer Controller has put what the Ingress says, once it has. */
export async function ingressBalancer(
  elb: ElasticLoadBalancingV2Client,
  cluster: Cluster,
  policy: Policy,
  signal: AbortSignal,
): Promise<BalancerWorld> {
  const begun = performance.now();
  for (;;) {
    const bound = await cluster.targetGroups(policy.workload.namespaces.blue);
    const [blue, green] = placesOf(policy).map(({ deployment }) => bound.get(deployment));
    const found = blue !== undefined && green !== undefined ? await balancerOf(elb, { blue, green }) : undefined;
    if (found !== undefined) return found;
    if (performance.now() - begun > withinMs)
      throw new Failure('the load balancer controller made nothing of the Ingress within 60 s: see its events');
    await delay(pollEveryMs, undefined, { signal });
  }
}

async function balancerOf(
  elb: ElasticLoadBalancingV2Client,
  targetGroups: { readonly blue: string; readonly green: string },
): Promise<BalancerWorld | undefined> {
  const { TargetGroups } = await elb.send(new DescribeTargetGroupsCommand({ TargetGroupArns: [targetGroups.blue] }));
  const loadBalancerArn = TargetGroups?.[0]?.LoadBalancerArns?.[0];
  if (loadBalancerArn === undefined) return undefined;
  const { Listeners } = await elb.send(new DescribeListenersCommand({ LoadBalancerArn: loadBalancerArn }));
  const listenerArn = arnOf(Listeners?.[0]?.ListenerArn, 'listener');
  const { Rules = [] } = await elb.send(new DescribeRulesCommand({ ListenerArn: listenerArn }));
  const rule = Rules.find((one) => leadsTo(one, targetGroups.blue));
  return rule && { loadBalancerArn, listenerArn, ruleArn: arnOf(rule.RuleArn, 'rule'), targetGroups };
}

function leadsTo({ Actions = [] }: Rule, targetGroup: string): boolean {
  const groups = Actions.flatMap(({ ForwardConfig }) => ForwardConfig?.TargetGroups ?? []);
  return groups.some(({ TargetGroupArn }) => TargetGroupArn === targetGroup);
}
