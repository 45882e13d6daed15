import {
  DescribeRulesCommand,
  DescribeTagsCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  type ElasticLoadBalancingV2Client,
  type Rule,
  type TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type {
  RuleFacts,
  TargetGroupAttributes,
  TargetGroupFacts,
} from '../../ports/inspection/load-balancing-facts.ts';
import type { TargetGroupSeen } from '../../ports/inspection.ts';
import { isNamed } from './call-failed.ts';
import type { Sight } from './inspect-sight.ts';

type Client = ElasticLoadBalancingV2Client;

/** A target group, or null when it does not exist. */
export const inspectTargetGroup = async (client: Client, sight: Sight, arn: string): Promise<TargetGroupSeen> => {
  const group = await sight.of(`target group ${arn}`, 'DescribeTargetGroups', async () => {
    try {
      const { TargetGroups = [] } = await client.send(new DescribeTargetGroupsCommand({ TargetGroupArns: [arn] }));
      return TargetGroups[0] ?? null;
    } catch (error) {
      if (isNamed(error, 'TargetGroupNotFoundException')) return null;
      throw error;
    }
  });
  return group && factsOf(arn, group, await attributesOf(client, sight, arn));
};

const attributesOf = (
  client: Client,
  sight: Sight,
  TargetGroupArn: string,
): Promise<TargetGroupAttributes | undefined> =>
  sight.of(`attributes of target group ${TargetGroupArn}`, 'DescribeTargetGroupAttributes', async () => {
    const { Attributes = [] } = await client.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn }));
    const value = new Map(Attributes.map(({ Key, Value }) => [Key, Value]));
    return {
      deregistrationDelaySeconds: Number(value.get('deregistration_delay.timeout_seconds') ?? 300),
      sticky: value.get('stickiness.enabled') === 'true',
    };
  });

const factsOf = (arn: string, group: TargetGroup, attributes: TargetGroupAttributes | undefined): TargetGroupFacts => ({
  arn,
  targetType: group.TargetType ?? 'instance',
  protocol: group.Protocol ?? 'HTTP',
  protocolVersion: group.ProtocolVersion ?? 'HTTP1',
  loadBalancers: group.LoadBalancerArns ?? [],
  healthCheck: {
    path: group.HealthCheckPath ?? '/',
    intervalSeconds: group.HealthCheckIntervalSeconds ?? 30,
    timeoutSeconds: group.HealthCheckTimeoutSeconds ?? 5,
    healthyThreshold: group.HealthyThresholdCount ?? 5,
    unhealthyThreshold: group.UnhealthyThresholdCount ?? 2,
  },
  attributes,
});

/** The listener rule, and who owns it. */
export const inspectRule = async (client: Client, sight: Sight, arn: string): Promise<RuleFacts | undefined> => {
  const rule = await sight.of(`listener rule ${arn}`, 'DescribeRules', async () => {
    const { Rules = [] } = await client.send(new DescribeRulesCommand({ RuleArns: [arn] }));
    return Rules[0] ?? {};
  });
  return (
    rule && { ...forwardingOf(rule), loadBalancer: above(arn).loadBalancer, owned: await ownersOf(client, sight, arn) }
  );
};

const forwardingOf = ({ Actions = [] }: Rule): Pick<RuleFacts, 'targetGroups' | 'sticky'> => {
  const { TargetGroupArn, ForwardConfig } = Actions.find(({ Type }) => Type === 'forward') ?? {};
  const groups = ForwardConfig?.TargetGroups ?? [{ TargetGroupArn }];
  return {
    targetGroups: groups.flatMap((group) => group.TargetGroupArn ?? []),
    sticky: ForwardConfig?.TargetGroupStickinessConfig?.Enabled ?? false,
  };
};

/** ARNs of the listener and the load balancer, which a rule's ARN contains. */
const above = (ruleArn: string) => {
  const [prefix = '', path = ''] = ruleArn.split(':listener-rule/');
  const [type, name, id, listener] = path.split('/');
  return {
    listener: `${prefix}:listener/${type}/${name}/${id}/${listener}`,
    loadBalancer: `${prefix}:loadbalancer/${type}/${name}/${id}`,
  };
};

/** Tags by which the controller knows what is its own. https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/#resource-tags */
const controllersTag = /^(elbv2|ingress|service|gateway)\.k8s\.aws\//;

const ownersOf = (client: Client, sight: Sight, rule: string): Promise<RuleFacts['owned']> =>
  sight.of(`tags of listener rule ${rule}`, 'DescribeTags', async () => {
    const { listener, loadBalancer } = above(rule);
    const request = new DescribeTagsCommand({ ResourceArns: [rule, listener, loadBalancer] });
    const { TagDescriptions = [] } = await client.send(request);
    return TagDescriptions.flatMap(({ ResourceArn = '', Tags = [] }) => {
      const tag = Tags.find(({ Key = '' }) => controllersTag.test(Key));
      return tag?.Key === undefined ? [] : [{ arn: ResourceArn, tag: tag.Key }];
    });
  });
