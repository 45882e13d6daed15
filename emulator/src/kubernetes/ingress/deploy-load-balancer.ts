import type { LoadBalancer, LoadBalancerAttribute } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Deployment } from './deployment.ts';
import type { Tags } from './elb-calls.ts';
import type { LoadBalancerSpec } from './stack.ts';
import { isUntracked } from './tracking.ts';

const resourceId = 'LoadBalancer';
const discoveredSubnets = ['subnet-00000000000000001', 'subnet-00000000000000002'];

interface Found {
  readonly loadBalancer: LoadBalancer;
  readonly tags: Tags | undefined;
}

/**
 * The stack's load balancer. One of another scheme is deleted and made anew, as pkg/deploy/elbv2/load_balancer_synthesizer.go
 * does; one that already has the wanted name, and is nobody's, becomes the stack's.
 */
export async function deployLoadBalancer(deployment: Deployment): Promise<LoadBalancer | undefined> {
  const { elb, tracking, stack } = deployment;
  const wanted = stack.loadBalancer;
  const all = await describeAll(deployment);
  const own = all.filter(({ tags }) => tracking.resourceIdIn(tags) === resourceId);
  const kept = own.find(({ loadBalancer }) => loadBalancer.Scheme === wanted?.scheme);
  for (const { loadBalancer } of own.filter((one) => one !== kept)) {
    await elb.call('DeleteLoadBalancer', { LoadBalancerArn: loadBalancer.LoadBalancerArn });
  }
  if (wanted === undefined) return undefined;
  const loadBalancer = kept?.loadBalancer ?? (await adoptOrCreate(deployment, wanted, all));
  await updateAttributes(deployment, loadBalancer, wanted);
  return loadBalancer;
}

async function describeAll({ elb }: Deployment): Promise<readonly Found[]> {
  const all = await elb.list<LoadBalancer>('DescribeLoadBalancers', 'LoadBalancers');
  const tags = await elb.tagsOf(all.map(({ LoadBalancerArn = '' }) => LoadBalancerArn));
  return all.map((loadBalancer) => ({ loadBalancer, tags: tags.get(loadBalancer.LoadBalancerArn ?? '') }));
}

async function adoptOrCreate(
  { elb, tracking }: Deployment,
  { name, scheme, subnets = discoveredSubnets }: LoadBalancerSpec,
  all: readonly Found[],
): Promise<LoadBalancer> {
  const Tags = tracking.tagsOf(resourceId);
  const namesake = all.find(({ loadBalancer }) => loadBalancer.LoadBalancerName === name);
  if (namesake !== undefined && isUntracked(namesake.tags) && namesake.loadBalancer.Scheme === scheme) {
    await elb.call('AddTags', { ResourceArns: [namesake.loadBalancer.LoadBalancerArn], Tags });
    return namesake.loadBalancer;
  }
  const input = { Name: name, Type: 'application', Scheme: scheme, Subnets: subnets, Tags };
  const { LoadBalancers } = await elb.call<{ LoadBalancers: [LoadBalancer] }>('CreateLoadBalancer', input);
  return LoadBalancers[0];
}

async function updateAttributes(
  { elb }: Deployment,
  { LoadBalancerArn }: LoadBalancer,
  { attributes }: LoadBalancerSpec,
): Promise<void> {
  const { Attributes } = await elb.call<{ Attributes: readonly LoadBalancerAttribute[] }>(
    'DescribeLoadBalancerAttributes',
    { LoadBalancerArn },
  );
  const present = new Map(Attributes.map(({ Key = '', Value = '' }) => [Key, Value]));
  const changes = attributes.filter(([key, value]) => present.get(key) !== value);
  if (changes.length === 0) return;
  const changed = changes.map(([Key, Value]) => ({ Key, Value }));
  await elb.call('ModifyLoadBalancerAttributes', { LoadBalancerArn, Attributes: changed });
}
