import type {
  CreateRuleCommandInput,
  DeleteRuleCommandInput,
  DescribeRulesCommandInput,
  ModifyRuleCommandInput,
  RulePriorityPair,
  SetRulePrioritiesCommandInput,
  Rule as WireRule,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ServiceError } from '../service.ts';
import { readAction } from './actions.ts';
import { readConditions } from './conditions.ts';
import { notEmulated, requireWholeNumber, validationError } from './faults.ts';
import { listenerOf, type Routing } from './listeners.ts';
import type { Listener, Model, Rule } from './model.ts';
import { describePage } from './pages.ts';

const MOST_RULES_PER_LOAD_BALANCER = 100;
const MOST_PRIORITY = 50_000;

/** The operations on rules, by the bucket that pays for them. The API shows a change at once; the proxies follow later. */
export function ruleOperations(routing: Routing) {
  const { model } = routing;
  return {
    mutating: {
      CreateRule(input: CreateRuleCommandInput) {
        if (input.Transforms?.length) throw notEmulated('Transforms');
        const listener = listenerOf(model, input.ListenerArn);
        const rule = newRule(routing, listener, input);
        if (input.Tags) model.tags.set(rule.arn, input.Tags);
        replaceRules(routing, listener, [...listener.rules, rule]);
        return { Rules: [describe(rule)] };
      },
      ModifyRule(input: ModifyRuleCommandInput) {
        if (input.Transforms?.length || input.ResetTransforms) throw notEmulated('Transforms');
        const { listener, rule } = ruleOf(model, input.RuleArn);
        if (rule.priority === undefined) throw notPermitted(`Default rule '${rule.arn}' cannot be modified`);
        const changed: Rule = {
          ...rule,
          ...(input.Conditions ? { conditions: readConditions(input.Conditions) } : {}),
          ...(input.Actions ? { action: readAction(model, listener.loadBalancer, input.Actions) } : {}),
        };
        replaceRules(routing, listener, [...listener.rules.filter((other) => other !== rule), changed]);
        return { Rules: [describe(changed)] };
      },
      DeleteRule(input: DeleteRuleCommandInput) {
        const { listener, rule } = ruleOf(model, input.RuleArn);
        if (rule.priority === undefined) throw notPermitted(`Default rule '${rule.arn}' cannot be deleted`);
        model.tags.delete(rule.arn);
        replaceRules(
          routing,
          listener,
          listener.rules.filter((other) => other !== rule),
        );
        return {};
      },
      SetRulePriorities({ RulePriorities = [] }: SetRulePrioritiesCommandInput) {
        return { Rules: reprioritise(routing, RulePriorities).map(describe) };
      },
    },
    describing: {
      DescribeRules(input: DescribeRulesCommandInput) {
        const { items, ...rest } = describePage(selected(model, input), input);
        return { Rules: items.map(describe), ...rest };
      },
    },
  };
}

function newRule({ model, arns }: Routing, listener: Listener, input: CreateRuleCommandInput): Rule {
  const { Priority, Conditions = [], Actions = [] } = input;
  requireWholeNumber('Rule priority', Priority, 1, MOST_PRIORITY);
  if (listener.rules.some((rule) => rule.priority === Priority)) {
    throw new ServiceError('PriorityInUseException', `Priority '${Priority}' is currently in use`);
  }
  const siblings = [...model.listeners.values()].filter((other) => other.loadBalancer === listener.loadBalancer);
  const rules = siblings.flatMap((sibling) => sibling.rules).filter((rule) => rule.priority !== undefined);
  if (rules.length >= MOST_RULES_PER_LOAD_BALANCER) {
    throw new ServiceError('TooManyRulesException', `At most ${MOST_RULES_PER_LOAD_BALANCER} rules per load balancer`);
  }
  return {
    arn: arns.rule(listener.arn),
    priority: Priority,
    conditions: readConditions(Conditions),
    action: readAction(model, listener.loadBalancer, Actions),
  };
}

/** All at once, so that rules may change places. Throws PriorityInUse when two of a listener would have the same. */
function reprioritise(routing: Routing, wanted: readonly RulePriorityPair[]): readonly Rule[] {
  const priorities = new Map(wanted.map(({ RuleArn, Priority }) => [ruleOf(routing.model, RuleArn).rule, Priority]));
  const listeners = new Set(wanted.map(({ RuleArn }) => ruleOf(routing.model, RuleArn).listener));
  const moved = [...listeners].map((listener) => ({
    listener,
    rules: listener.rules.map((rule) => movedTo(rule, priorities.get(rule))),
  }));
  for (const { rules } of moved) refuseSamePriorities(rules);
  for (const { listener, rules } of moved) replaceRules(routing, listener, rules);
  return wanted.map(({ RuleArn }) => ruleOf(routing.model, RuleArn).rule);
}

function movedTo(rule: Rule, priority: number | undefined): Rule {
  if (priority === undefined) return rule;
  requireWholeNumber('Rule priority', priority, 1, MOST_PRIORITY);
  if (rule.priority === undefined) throw notPermitted(`Default rule '${rule.arn}' has no priority`);
  return { ...rule, priority };
}

function refuseSamePriorities(rules: readonly Rule[]): void {
  const priorities = rules.map(({ priority }) => priority);
  const twice = priorities.find((priority, index) => priorities.indexOf(priority) !== index);
  if (twice !== undefined) throw new ServiceError('PriorityInUseException', `Priority '${twice}' is currently in use`);
}

/** Writes a listener's rules, in order of priority; target groups follow at once, the proxies later. */
export function replaceRules({ dataPlane, registration }: Routing, listener: Listener, rules: readonly Rule[]): void {
  listener.rules = rules.toSorted((one, other) => order(one) - order(other));
  registration.reconcile();
  dataPlane.propagate(listener);
}

function order({ priority }: Rule): number {
  return priority ?? MOST_PRIORITY + 1;
}

/** The rule and its listener, or throws `RuleNotFound`. */
export function ruleOf(model: Model, arn: string | undefined): { listener: Listener; rule: Rule } {
  for (const listener of model.listeners.values()) {
    const rule = listener.rules.find((candidate) => candidate.arn === arn);
    if (rule) return { listener, rule };
  }
  throw new ServiceError('RuleNotFoundException', `One or more rules not found: '${arn}'`);
}

function selected(model: Model, { ListenerArn, RuleArns }: DescribeRulesCommandInput): readonly Rule[] {
  if (ListenerArn && RuleArns?.length) throw validationError('You cannot specify both a listener ARN and rule ARNs');
  if (RuleArns?.length) return RuleArns.map((arn) => ruleOf(model, arn).rule);
  if (!ListenerArn) throw validationError('You must specify either a listener ARN or rule ARNs');
  return listenerOf(model, ListenerArn).rules;
}

function describe({ arn, priority, conditions, action }: Rule): WireRule {
  return {
    RuleArn: arn,
    Priority: priority === undefined ? 'default' : String(priority),
    Conditions: [...conditions],
    Actions: [action],
    IsDefault: priority === undefined,
  };
}

function notPermitted(message: string): ServiceError {
  return new ServiceError('OperationNotPermittedException', message);
}
