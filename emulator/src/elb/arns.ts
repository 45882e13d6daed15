import { drawFrom } from '../identifiers.ts';
import type { Place } from '../ports.ts';

/** Names resources as ELBv2 does: `app/<name>/<id>` under the account's region, ids of 16 hex digits. */
export interface Arns {
  loadBalancer(name: string): string;
  targetGroup(name: string): string;
  listener(loadBalancerArn: string): string;
  rule(listenerArn: string): string;
}

/** ARNs of the place's account and region, with ids from its seeded random. */
export function createArns({ accountId, region, random }: Place): Arns {
  const prefix = `arn:aws:elasticloadbalancing:${region}:${accountId}`;
  const id = () => drawFrom(random, '0123456789abcdef', 16);
  return {
    loadBalancer: (name) => `${prefix}:loadbalancer/app/${name}/${id()}`,
    targetGroup: (name) => `${prefix}:targetgroup/${name}/${id()}`,
    listener: (arn) => `${arn.replace(':loadbalancer/', ':listener/')}/${id()}`,
    rule: (arn) => `${arn.replace(':listener/', ':listener-rule/')}/${id()}`,
  };
}

/** The value of CloudWatch's `LoadBalancer` dimension: `app/<name>/<id>`. */
export function loadBalancerDimension(arn: string): string {
  return arn.slice(arn.indexOf(':loadbalancer/') + ':loadbalancer/'.length);
}

/** The value of CloudWatch's `TargetGroup` dimension: `targetgroup/<name>/<id>`. */
export function targetGroupDimension(arn: string): string {
  return arn.slice(arn.indexOf(':targetgroup/') + 1);
}
