import {
  type Action,
  DescribeRulesCommand,
  type ElasticLoadBalancingV2Client,
  ModifyRuleCommand,
  type Rule,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { TidegateError } from '../../domain/errors.ts';
import type { LiveSplit, Split, Traffic } from '../../ports/traffic.ts';
import { askingRule } from './alb-refusals.ts';

/** The weights of one ALB listener rule. */
export const albTraffic = (client: ElasticLoadBalancingV2Client): Traffic => ({
  set: async (split) => {
    const change = new ModifyRuleCommand({ RuleArn: split.listenerRule, Actions: [forwardAction(split)] });
    await askingRule('ModifyRule', () => client.send(change));
  },
  read: async (listenerRule) => {
    const request = new DescribeRulesCommand({ RuleArns: [listenerRule] });
    const { Rules = [] } = await askingRule('DescribeRules', () => client.send(request));
    return splitOf(listenerRule, Rules[0]);
  },
});

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
  const { Type, TargetGroupArn, ForwardConfig } = onlyAction(listenerRule, rule);
  if (Type === 'fixed-response') return { listenerRule, weights: {}, sticky: false, closed: true };
  const groups = ForwardConfig?.TargetGroups ?? [{ TargetGroupArn }];
  const single = groups.length === 1;
  const weights = groups.map((group) => [group.TargetGroupArn ?? '', single ? 100 : (group.Weight ?? 1)] as const);
  const sticky = ForwardConfig?.TargetGroupStickinessConfig?.Enabled ?? false;
  return { listenerRule, weights: Object.fromEntries(weights), sticky };
};

/** Setting weights replaces all actions of a rule, so a rule that also does something else (authenticate, redirect) is refused. */
const onlyAction = (listenerRule: string, rule: Rule | undefined): Action => {
  const actions = rule?.Actions ?? [];
  const [action] = actions;
  if (actions.length === 1 && (action?.Type === 'forward' || action?.Type === 'fixed-response')) return action;
  const found = actions.map(({ Type }) => Type).join(', ') || 'no action';
  const message = `rule ${listenerRule} has ${found}: give Tidegate a rule whose only action is forward`;
  throw new TidegateError('RollbackActionRefused', message);
};
