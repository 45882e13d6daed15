import type {
  CreateTargetGroupCommandInput,
  DeleteTargetGroupCommandInput,
  DescribeTargetGroupAttributesCommandInput,
  DescribeTargetGroupsCommandInput,
  ModifyTargetGroupAttributesCommandInput,
  ModifyTargetGroupCommandInput,
  TargetGroup as WireTargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ServiceError } from '../service.ts';
import type { Arns } from './arns.ts';
import {
  checkAttributes,
  initialAttributes,
  invalidConfiguration,
  listAttributes,
  TARGET_GROUP_ATTRIBUTES,
} from './attributes.ts';
import { validationError } from './faults.ts';
import { forwardedTo, type Model, type Rule, type TargetGroup } from './model.ts';
import { describePage } from './pages.ts';
import { modifiedTargetGroupSettings, readTargetGroupSettings } from './target-group-settings.ts';

/** The operations on target groups, by the bucket that pays for them. */
export function targetGroupOperations(model: Model, arns: Arns) {
  return {
    mutating: {
      CreateTargetGroup(input: CreateTargetGroupCommandInput) {
        const group = existingOrNew(model, arns, input);
        model.targetGroups.set(group.arn, group);
        if (input.Tags) model.tags.set(group.arn, input.Tags);
        return { TargetGroups: [describe(group)] };
      },
      ModifyTargetGroup(input: ModifyTargetGroupCommandInput) {
        const group = targetGroupOf(model, input.TargetGroupArn);
        group.settings = modifiedTargetGroupSettings(group, input);
        return { TargetGroups: [describe(group)] };
      },
      DeleteTargetGroup({ TargetGroupArn }: DeleteTargetGroupCommandInput) {
        const group = model.targetGroups.get(TargetGroupArn ?? '');
        if (!group) return {};
        if (group.loadBalancer) throw inUse(group);
        for (const target of group.targets.values()) target.cancel();
        model.targetGroups.delete(group.arn);
        model.tags.delete(group.arn);
        return {};
      },
      ModifyTargetGroupAttributes(input: ModifyTargetGroupAttributesCommandInput) {
        const group = targetGroupOf(model, input.TargetGroupArn);
        const changes = checkAttributes(TARGET_GROUP_ATTRIBUTES, input.Attributes ?? []);
        if (changes.get('stickiness.enabled') === 'true') refuseBehindUnstickyRule(model, group);
        for (const [key, value] of changes) group.attributes.set(key, value);
        return { Attributes: listAttributes(group.attributes) };
      },
    },
    describing: {
      DescribeTargetGroups(input: DescribeTargetGroupsCommandInput) {
        const { items, ...rest } = describePage(selected(model, input), input);
        return { TargetGroups: items.map(describe), ...rest };
      },
      DescribeTargetGroupAttributes(input: DescribeTargetGroupAttributesCommandInput) {
        return { Attributes: listAttributes(targetGroupOf(model, input.TargetGroupArn).attributes) };
      },
    },
  };
}

/** The target group, or throws `TargetGroupNotFound`. */
export function targetGroupOf(model: Model, arn: string | undefined): TargetGroup {
  const group = model.targetGroups.get(arn ?? '');
  if (!group) throw notFound(`Target groups '${arn}' not found`);
  return group;
}

function existingOrNew(model: Model, arns: Arns, input: CreateTargetGroupCommandInput): TargetGroup {
  const name = input.Name ?? '';
  const settings = readTargetGroupSettings(input);
  const existing = [...model.targetGroups.values()].find((group) => group.name === name);
  if (existing && JSON.stringify(existing.settings) !== JSON.stringify(settings)) {
    const message = `A target group with the same name '${name}' exists, but with different settings`;
    throw new ServiceError('DuplicateTargetGroupNameException', message);
  }
  if (existing) return existing;
  const attributes = initialAttributes(TARGET_GROUP_ATTRIBUTES);
  return { arn: arns.targetGroup(name), name, settings, attributes, targets: new Map(), loadBalancer: undefined };
}

function refuseBehindUnstickyRule(model: Model, group: TargetGroup): void {
  const rules = [...model.listeners.values()].flatMap((listener) => listener.rules);
  const unsticky = rules.find((rule) => spreadsWithoutStickiness(rule, group));
  if (!unsticky) return;
  throw invalidConfiguration(
    `This target group appears behind a rule with group stickiness disabled (${unsticky.arn}). ` +
      'You must enable group stickiness before enabling target stickiness',
  );
}

function spreadsWithoutStickiness({ action }: Rule, group: TargetGroup): boolean {
  const arns = forwardedTo(action);
  const sticky = action.ForwardConfig?.TargetGroupStickinessConfig?.Enabled === true;
  return arns.length > 1 && arns.includes(group.arn) && !sticky;
}

function selected(model: Model, input: DescribeTargetGroupsCommandInput): readonly TargetGroup[] {
  const { LoadBalancerArn, TargetGroupArns, Names } = input;
  if ([LoadBalancerArn, TargetGroupArns?.length, Names?.length].filter(Boolean).length > 1) {
    throw validationError('Target group ARNs, target group names and a load balancer ARN cannot be specified together');
  }
  if (TargetGroupArns?.length) return TargetGroupArns.map((arn) => targetGroupOf(model, arn));
  const all = [...model.targetGroups.values()];
  if (Names?.length) return Names.map((name) => named(all, name));
  return LoadBalancerArn ? all.filter((group) => group.loadBalancer?.arn === LoadBalancerArn) : all;
}

function named(all: readonly TargetGroup[], name: string): TargetGroup {
  const found = all.find((group) => group.name === name);
  if (!found) throw notFound('One or more target groups not found');
  return found;
}

function describe({ arn, name, settings, loadBalancer }: TargetGroup): WireTargetGroup {
  return {
    TargetGroupArn: arn,
    TargetGroupName: name,
    Protocol: 'HTTP',
    ProtocolVersion: 'HTTP1',
    Port: settings.port,
    VpcId: settings.vpcId,
    TargetType: 'ip',
    IpAddressType: 'ipv4',
    HealthCheckEnabled: true,
    HealthCheckProtocol: 'HTTP',
    HealthCheckPort: settings.healthCheckPort,
    HealthCheckPath: settings.healthCheckPath,
    HealthCheckIntervalSeconds: settings.healthCheckIntervalSeconds,
    HealthCheckTimeoutSeconds: settings.healthCheckTimeoutSeconds,
    HealthyThresholdCount: settings.healthyThresholdCount,
    UnhealthyThresholdCount: settings.unhealthyThresholdCount,
    Matcher: { HttpCode: settings.matcher },
    LoadBalancerArns: loadBalancer ? [loadBalancer.arn] : [],
  };
}

function inUse({ arn }: TargetGroup): ServiceError {
  const message = `Target group '${arn}' is currently in use by a listener or a rule`;
  return new ServiceError('ResourceInUseException', message);
}

function notFound(message: string): ServiceError {
  return new ServiceError('TargetGroupNotFoundException', message);
}
