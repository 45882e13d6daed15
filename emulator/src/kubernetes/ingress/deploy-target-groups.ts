import type { TargetGroup, TargetGroupAttribute } from '@aws-sdk/client-elastic-load-balancing-v2';
import { vpcId } from '../eks.ts';
import { equal } from '../objects/json.ts';
import type { Deployment } from './deployment.ts';
import type { HealthCheckSpec, TargetGroupSpec } from './stack.ts';

/** The target groups of a stack: ARNs by resource id, and those that the stack has no more. */
export interface DeployedTargetGroups {
  readonly arns: ReadonlyMap<string, string>;
  readonly leftover: readonly string[];
}

/**
 * Creates and updates the stack's target groups; deletes none yet, since rules may still name them. As
 * pkg/deploy/elbv2/target_group_synthesizer.go does.
 */
export async function deployTargetGroups(deployment: Deployment): Promise<DeployedTargetGroups> {
  const { stack } = deployment;
  const existing = await ownTargetGroups(deployment);
  const arns = new Map<string, string>();
  for (const spec of stack.targetGroups) {
    const found = existing.find(({ resourceId, group }) => resourceId === spec.resourceId && group.Port === spec.port);
    const group = found?.group ?? (await createTargetGroup(deployment, spec));
    if (found !== undefined) await updateHealthCheck(deployment, group, spec.healthCheck);
    await updateAttributes(deployment, group, spec);
    arns.set(spec.resourceId, group.TargetGroupArn ?? '');
  }
  const wanted = new Set(arns.values());
  const leftover = existing.map(({ group }) => group.TargetGroupArn ?? '').filter((arn) => !wanted.has(arn));
  return { arns, leftover };
}

/** Deletes target groups that no rule names any more. */
export async function deleteTargetGroups({ elb }: Deployment, arns: readonly string[]): Promise<void> {
  for (const TargetGroupArn of arns) await elb.call('DeleteTargetGroup', { TargetGroupArn });
}

async function ownTargetGroups({ elb, tracking }: Deployment) {
  const groups = await elb.list<TargetGroup>('DescribeTargetGroups', 'TargetGroups');
  const tags = await elb.tagsOf(groups.map(({ TargetGroupArn = '' }) => TargetGroupArn));
  return groups.flatMap((group) => {
    const resourceId = tracking.resourceIdIn(tags.get(group.TargetGroupArn ?? ''));
    return resourceId === undefined ? [] : [{ group, resourceId }];
  });
}

async function createTargetGroup({ elb, tracking }: Deployment, spec: TargetGroupSpec): Promise<TargetGroup> {
  const { TargetGroups } = await elb.call<{ TargetGroups: [TargetGroup] }>('CreateTargetGroup', {
    Name: spec.name,
    TargetType: 'ip',
    Protocol: 'HTTP',
    ProtocolVersion: 'HTTP1',
    Port: spec.port,
    VpcId: vpcId,
    HealthCheckEnabled: true,
    HealthCheckProtocol: 'HTTP',
    ...spec.healthCheck,
    Tags: tracking.tagsOf(spec.resourceId),
  });
  return TargetGroups[0];
}

async function updateHealthCheck({ elb }: Deployment, group: TargetGroup, wanted: HealthCheckSpec): Promise<void> {
  const present = Object.entries(wanted).every(([member, value]) => equal(group[member as keyof TargetGroup], value));
  if (present) return;
  await elb.call('ModifyTargetGroup', { TargetGroupArn: group.TargetGroupArn, ...wanted });
}

/** Attributes that the annotation does not name are left as they are. */
async function updateAttributes({ elb }: Deployment, group: TargetGroup, spec: TargetGroupSpec): Promise<void> {
  const { TargetGroupArn } = group;
  const { Attributes } = await elb.call<{ Attributes: readonly TargetGroupAttribute[] }>(
    'DescribeTargetGroupAttributes',
    { TargetGroupArn },
  );
  const present = new Map(Attributes.map(({ Key = '', Value = '' }) => [Key, Value]));
  const changes = spec.attributes.filter(([key, value]) => present.get(key) !== value);
  if (changes.length === 0) return;
  const changed = changes.map(([Key, Value]) => ({ Key, Value }));
  await elb.call('ModifyTargetGroupAttributes', { TargetGroupArn, Attributes: changed });
}
