import type {
  DescribeRuleRequest,
  ListRulesRequest,
  ListTargetsByRuleRequest,
  PutEventsRequest,
  PutRuleRequest,
  PutTargetsRequest,
} from '@aws-sdk/client-eventbridge';
import * as sdk from '@aws-sdk/client-eventbridge';
import type { EventBus, Place } from '../ports.ts';
import type { AwsService } from '../service.ts';
import { type RuleDefinition, ruleRequestOf, targetOf } from './definition.ts';
import { Deliveries, type DroppedEvent, type Reachable } from './delivery.ts';
import { envelopeOf } from './envelope.ts';
import { describeRule, listRules, listTargetsByRule, putTargets, testEventPattern } from './operations.ts';
import { type LambdaPermission, LambdaPermissions } from './permissions.ts';
import { type AcceptedEntry, putEvents } from './put-events.ts';
import { checkBus, isDefaultBus, type Rule, Rules } from './rules.ts';
import { Schedules } from './schedules.ts';

export interface EventBridge {
  readonly service: AwsService;
  readonly events: EventBus;
  /** Creates or replaces a rule with its targets and answers its ARN. */
  putRule(definition: RuleDefinition): string;
  /** Lets rules invoke a function; without it, their events for that function are dropped. */
  allow(permission: LambdaPermission): void;
  /** What could not be delivered, with the reason, oldest first. */
  dropped(): readonly DroppedEvent[];
  close(): void;
}

/** The default event bus with its rules, targets and schedules. `reachable` is read at delivery, so it may be bound late. */
export function createEventBridge(place: Place, reachable: Reachable): EventBridge {
  const bus = new Bus(place, reachable);
  return {
    service: { signingName: 'events', sdk, operations: operationsOf(bus) },
    events: { publish: (event) => void bus.accept({ ...event, resources: event.resources ?? [] }) },
    putRule: (definition) => bus.define(definition),
    allow: (permission) => bus.permissions.allow(permission),
    dropped: () => bus.deliveries.dropped,
    close: () => bus.close(),
  };
}

class Bus {
  readonly rules: Rules;
  readonly permissions = new LambdaPermissions();
  readonly deliveries: Deliveries;
  readonly #place: Place;
  readonly #schedules: Schedules;

  constructor(place: Place, reachable: Reachable) {
    this.#place = place;
    this.rules = new Rules(place);
    this.deliveries = new Deliveries(place, reachable, this.permissions);
    this.#schedules = new Schedules(place, (ruleName) => this.#fire(ruleName));
  }

  putRule(request: PutRuleRequest): Rule {
    checkBus(request.EventBusName);
    const rule = this.rules.put(request);
    this.#schedules.set(rule);
    return rule;
  }

  define(definition: RuleDefinition): string {
    const rule = this.putRule(ruleRequestOf(definition));
    this.rules.putTargets(rule.name, definition.targets.map(targetOf));
    return rule.arn;
  }

  /** An entry for a bus that does not exist gets an id like any other and is lost, as in AWS. */
  accept(entry: AcceptedEntry): string {
    const event = envelopeOf(this.#place, entry, entry.time?.getTime());
    const rules = isDefaultBus(entry.eventBusName) ? this.rules.matching(event) : [];
    for (const rule of rules) this.deliveries.deliver(event, rule);
    return event.id;
  }

  close(): void {
    this.#schedules.close();
    this.deliveries.close();
  }

  #fire(ruleName: string): void {
    const rule = this.rules.get(ruleName);
    const event = { source: 'aws.events', detailType: 'Scheduled Event', detail: {}, resources: [rule.arn] };
    this.deliveries.deliver(envelopeOf(this.#place, event), rule);
  }
}

function operationsOf(bus: Bus): AwsService['operations'] {
  return {
    PutEvents: (input: PutEventsRequest) => putEvents(input, (entry) => bus.accept(entry)),
    PutRule: (input: PutRuleRequest) => ({ RuleArn: bus.putRule(input).arn }),
    PutTargets: (input: PutTargetsRequest) => putTargets(bus.rules, input),
    DescribeRule: (input: DescribeRuleRequest) => describeRule(bus.rules, input),
    ListRules: (input: ListRulesRequest) => listRules(bus.rules, input),
    ListTargetsByRule: (input: ListTargetsByRuleRequest) => listTargetsByRule(bus.rules, input),
    TestEventPattern: testEventPattern,
  };
}
