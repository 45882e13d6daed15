import type { Action, Rule, RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import { equal } from '../objects/json.ts';
import type { Deployment } from './deployment.ts';
import type { ListenerSpec } from './stack.ts';
import { isSameAction, wireAction } from './wire-action.ts';

interface WantedRule {
  readonly priority: number;
  readonly Conditions: RuleCondition[];
  readonly Actions: [Action];
}

/** How the rules of a listener become the wanted ones. */
interface RulePlan {
  readonly moved: readonly { readonly rule: Rule; readonly priority: number }[];
  readonly modified: readonly { readonly rule: Rule; readonly wanted: WantedRule }[];
  readonly created: readonly WantedRule[];
  readonly deleted: readonly Rule[];
}

/** Rules that are to be deleted make room by going to the end first. */
const lastPriority = 50_000;

/**
 * Makes the listener's rules those of the stack: a rule with the wanted settings moves to its place, one in the place of another
 * is modified, missing ones are created, and all that is left is deleted, whoever made it. As
 * pkg/deploy/elbv2/listener_rule_synthesizer.go does.
 */
export async function deployRules(
  { elb, tracking }: Deployment,
  ListenerArn: string,
  { port, rules }: ListenerSpec,
  arns: ReadonlyMap<string, string>,
): Promise<void> {
  const described = await elb.list<Rule>('DescribeRules', 'Rules', { ListenerArn });
  const wanted = rules.map(({ conditions, action }, index): WantedRule => {
    return { priority: index + 1, Conditions: [...conditions], Actions: [wireAction(action, arns)] };
  });
  const plan = planOf(
    described.filter(({ IsDefault }) => IsDefault !== true),
    wanted,
  );
  if (plan.moved.length > 0) await elb.call('SetRulePriorities', { RulePriorities: prioritiesOf(plan) });
  for (const {
    rule,
    wanted: { Conditions, Actions },
  } of plan.modified) {
    await elb.call('ModifyRule', { RuleArn: rule.RuleArn, Conditions, Actions });
  }
  for (const { priority: Priority, Conditions, Actions } of plan.created) {
    const Tags = tracking.tagsOf(`${port}:${Priority}`);
    await elb.call('CreateRule', { ListenerArn, Priority, Conditions, Actions, Tags });
  }
  for (const { RuleArn } of plan.deleted) await elb.call('DeleteRule', { RuleArn });
}

function planOf(existing: readonly Rule[], wanted: readonly WantedRule[]): RulePlan {
  const free = new Set(existing);
  const matched = (one: WantedRule, matches: (rule: Rule) => boolean) => {
    const rule = [...free].find(matches);
    if (rule !== undefined) free.delete(rule);
    return { wanted: one, rule };
  };
  const bySettings = wanted.map((one) => matched(one, (rule) => hasSettings(rule, one)));
  const unmatched = bySettings.filter(({ rule }) => rule === undefined).map((pair) => pair.wanted);
  const byPriority = unmatched.map((one) => matched(one, ({ Priority }) => Priority === String(one.priority)));
  return {
    moved: bySettings.flatMap(({ rule, wanted: { priority } }) =>
      rule === undefined || rule.Priority === String(priority) ? [] : [{ rule, priority }],
    ),
    modified: byPriority.flatMap(({ rule, wanted: one }) => (rule === undefined ? [] : [{ rule, wanted: one }])),
    created: byPriority.filter(({ rule }) => rule === undefined).map((pair) => pair.wanted),
    deleted: [...free],
  };
}

function prioritiesOf({ moved, deleted }: RulePlan) {
  const pushed = deleted.map(({ RuleArn }, index) => ({ RuleArn, Priority: lastPriority - index }));
  return [...moved.map(({ rule, priority }) => ({ RuleArn: rule.RuleArn, Priority: priority })), ...pushed];
}

function hasSettings({ Actions, Conditions = [] }: Rule, wanted: WantedRule): boolean {
  const texts = (conditions: readonly RuleCondition[]) => conditions.map(textOf).sort();
  return isSameAction(Actions?.[0], wanted.Actions[0]) && equal(texts(Conditions), texts(wanted.Conditions));
}

function textOf(condition: RuleCondition): string {
  const { Field, HostHeaderConfig, PathPatternConfig, HttpRequestMethodConfig, HttpHeaderConfig } = condition;
  const values = (HostHeaderConfig ?? PathPatternConfig ?? HttpRequestMethodConfig ?? HttpHeaderConfig)?.Values ?? [];
  const pairs = condition.QueryStringConfig?.Values?.map(({ Key, Value }) => [Key ?? null, Value ?? null]) ?? [];
  return JSON.stringify([Field, HttpHeaderConfig?.HttpHeaderName ?? null, values.toSorted(), pairs]);
}
