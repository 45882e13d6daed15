import type {
  DescribeRuleRequest,
  DescribeRuleResponse,
  Rule as ListedRule,
  ListRulesRequest,
  ListRulesResponse,
  ListTargetsByRuleRequest,
  ListTargetsByRuleResponse,
  PutTargetsRequest,
  PutTargetsResponse,
  RuleState,
  TestEventPatternRequest,
  TestEventPatternResponse,
} from '@aws-sdk/client-eventbridge';
import { pageOf } from '../page.ts';
import { ServiceError } from '../service.ts';
import { compilePattern } from './pattern.ts';
import { checkBus, type Rule, type Rules } from './rules.ts';

const pageSize = 100;

export function putTargets(rules: Rules, request: PutTargetsRequest): PutTargetsResponse {
  checkBus(request.EventBusName);
  rules.putTargets(request.Rule ?? '', request.Targets ?? []);
  return { FailedEntryCount: 0, FailedEntries: [] };
}

export function describeRule(rules: Rules, request: DescribeRuleRequest): DescribeRuleResponse {
  checkBus(request.EventBusName);
  return shown(rules.get(request.Name ?? ''));
}

export function listRules(rules: Rules, request: ListRulesRequest): ListRulesResponse {
  checkBus(request.EventBusName);
  const named = rules.list().filter((rule) => rule.name.startsWith(request.NamePrefix ?? ''));
  const { items, nextToken } = paged(named, request.Limit, request.NextToken);
  return { Rules: items.map(shown), NextToken: nextToken };
}

export function listTargetsByRule(rules: Rules, request: ListTargetsByRuleRequest): ListTargetsByRuleResponse {
  checkBus(request.EventBusName);
  const targets = [...rules.get(request.Rule ?? '').targets.values()];
  const { items, nextToken } = paged(targets, request.Limit, request.NextToken);
  return { Targets: [...items], NextToken: nextToken };
}

/** AWS wants a whole event here: id, account, source, time, region, resources and detail-type. */
export function testEventPattern(request: TestEventPatternRequest): TestEventPatternResponse {
  const matches = compilePattern(request.EventPattern ?? '');
  const event: unknown = parsedEvent(request.Event ?? '');
  return { Result: matches(event) };
}

function shown(rule: Rule): ListedRule {
  return {
    Name: rule.name,
    Arn: rule.arn,
    Description: rule.description,
    EventPattern: rule.eventPattern,
    ScheduleExpression: rule.scheduleExpression,
    State: rule.state as RuleState,
    EventBusName: 'default',
  };
}

function paged<Item>(items: readonly Item[], limit: number | undefined, token: string | undefined) {
  const page = pageOf(items, Math.min(limit ?? pageSize, pageSize), token);
  if (!page) throw new ServiceError('ValidationException', 'Parameter NextToken is not valid.');
  return page;
}

function parsedEvent(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ServiceError('ValidationException', 'Parameter Event is not valid. Reason: Event is not valid JSON.');
  }
}
