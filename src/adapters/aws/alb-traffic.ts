import {
  type Action,
  DescribeRulesCommand,
  type ElasticLoadBalancingV2Client,
  ModifyRuleCommand,
  type Rule,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { TidegateError } from '../../domain/errors.ts';
import type { LiveSplit, Split, Traffic } from '../../ports/traffic.ts';
import { callFailed, isNamed } from './call-failed.ts';

/**
 * Errors that asking again never mends: this rule cannot take this action.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_ModifyRule.html
 */
const refusals = [
  'IncompatibleProtocolsException',
  'InvalidConfigurationRequestException',
  'InvalidLoadBalancerActionException',
  'OperationNotPermittedException',
  'RuleNotFoundException',
  'TargetGroupAssociationLimitException',
  'TargetGroupNotFoundException',
  'TooManyActionsException',
  'TooManyUniqueTargetGroupsPerLoadBalancerException',
  'UnsupportedProtocolException',
  'ValidationError',
];

/** The weights of one ALB listener rule. */
export const albTraffic = (client: ElasticLoadBalancingV2Client): Traffic => ({
  set: async (split) => {
    try {
      await client.send(new ModifyRuleCommand({ RuleArn: split.listenerRule, Actions: [forwardAction(split)] }));
    } catch (error) {
      throw asTidegateError('ModifyRule', error);
    }
  },
  read: async (listenerRule) => {
    try {
      const { Rules = [] } = await client.send(new DescribeRulesCommand({ RuleArns: [listenerRule] }));
      return splitOf(listenerRule, Rules[0]);
    } catch (error) {
      throw asTidegateError('DescribeRules', error);
    }
  },
});

const asTidegateError = (action: string, error: unknown): TidegateError => {
  if (!isNamed(error, ...refusals)) return callFailed(action, error);
  const message = `the load balancer refuses ${action}: ${error.name}: ${error.message}`;
  return new TidegateError('RollbackActionRefused', message, { cause: error });
};

/** Sorted by ARN, so that the same split is the same request byte for byte. */
const forwardAction = ({ weights }: Split): Action => ({
  Type: 'forward',
  ForwardConfig: {
    TargetGroups: Object.keys(weights)
      .sort()
      .map((TargetGroupArn) => ({ TargetGroupArn, Weight: weights[TargetGroupArn] })),
    TargetGroupStickinessConfig: { Enabled: false },
  },
});

/** A rule with a single target group gives it everybody, whatever its weight says, and may come without a ForwardConfig. */
const splitOf = (listenerRule: string, rule: Rule | undefined): LiveSplit => {
  const { TargetGroupArn, ForwardConfig } = onlyForward(listenerRule, rule);
  const groups = ForwardConfig?.TargetGroups ?? [{ TargetGroupArn }];
  const single = groups.length === 1;
  const weights = groups.map((group) => [group.TargetGroupArn ?? '', single ? 100 : (group.Weight ?? 1)] as const);
  const sticky = ForwardConfig?.TargetGroupStickinessConfig?.Enabled ?? false;
  return { listenerRule, weights: Object.fromEntries(weights), sticky };
};

/** Setting weights replaces all actions of a rule, so a rule that also does something else (authenticate, redirect) is refused. */
const onlyForward = (listenerRule: string, rule: Rule | undefined): Action => {
  const actions = rule?.Actions ?? [];
  const [action] = actions;
  if (actions.length === 1 && action?.Type === 'forward') return action;
  const found = actions.map(({ Type }) => Type).join(', ') || 'no action';
  const message = `rule ${listenerRule} has ${found}: give Tidegate a rule whose only action is forward`;
  throw new TidegateError('RollbackActionRefused', message);
};
