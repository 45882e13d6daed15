import type { PutRuleRequest, Target } from '@aws-sdk/client-eventbridge';
import type { Place } from '../ports.ts';
import { ServiceError } from '../service.ts';
import type { EventEnvelope } from './envelope.ts';
import { compilePattern, type Pattern } from './pattern.ts';
import { periodOf } from './rate.ts';
import { checkTarget } from './target.ts';

/** A rule of the default bus with its targets. */
export interface Rule {
  readonly name: string;
  readonly arn: string;
  readonly description?: string | undefined;
  readonly eventPattern?: string | undefined;
  readonly matches?: Pattern | undefined;
  readonly scheduleExpression?: string | undefined;
  /** Set for schedules: emulated milliseconds between two events. */
  readonly periodMs?: number | undefined;
  readonly enabled: boolean;
  readonly state: string;
  readonly targets: ReadonlyMap<string, Target>;
}

/** A bus has 300 rules, a rule five targets. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const rulesPerBus = 300;
const targetsPerRule = 5;

/** The rules of the default bus, which is the only one here. */
export class Rules {
  readonly #place: Place;
  readonly #rules = new Map<string, Rule>();

  constructor(place: Place) {
    this.#place = place;
  }

  /** Creates or replaces a rule; the targets it has stay, as with PutRule. */
  put(request: PutRuleRequest): Rule {
    const name = request.Name ?? '';
    checkName(name);
    const former = this.#rules.get(name);
    if (!former && this.#rules.size >= rulesPerBus) {
      throw new ServiceError('LimitExceededException', 'The requested resource exceeds the maximum number allowed.');
    }
    const rule: Rule = {
      name,
      arn: `arn:aws:events:${this.#place.region}:${this.#place.accountId}:rule/${name}`,
      description: request.Description,
      ...triggerOf(request),
      enabled: request.State !== 'DISABLED',
      state: request.State ?? 'ENABLED',
      targets: former?.targets ?? new Map(),
    };
    this.#rules.set(name, rule);
    return rule;
  }

  /** Adds targets or replaces those of the same id. */
  putTargets(ruleName: string, targets: readonly Target[]): Rule {
    const rule = this.get(ruleName);
    for (const target of targets) checkTarget(target);
    const merged = new Map(rule.targets);
    for (const target of targets) merged.set(target.Id ?? '', target);
    if (merged.size > targetsPerRule) {
      throw new ServiceError('LimitExceededException', 'The requested resource exceeds the maximum number allowed.');
    }
    const changed: Rule = { ...rule, targets: merged };
    this.#rules.set(ruleName, changed);
    return changed;
  }

  get(name: string): Rule {
    const rule = this.#rules.get(name);
    if (!rule) throw new ServiceError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus default.`);
    return rule;
  }

  list(): readonly Rule[] {
    return [...this.#rules.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  matching(event: EventEnvelope): readonly Rule[] {
    return this.list().filter((rule) => rule.enabled && rule.matches?.(event));
  }
}

/** Only the default bus exists. */
export function checkBus(name: string | undefined): void {
  if (!isDefaultBus(name)) throw new ServiceError('ResourceNotFoundException', `Event bus ${name} does not exist.`);
}

/** Names the default bus by its name or ARN, or by saying nothing. */
export function isDefaultBus(name: string | undefined): boolean {
  return name === undefined || name === 'default' || /^arn:aws:events:[^:]+:\d+:event-bus\/default$/.test(name);
}

function checkName(name: string): void {
  if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(name)) {
    throw new ServiceError(
      'ValidationException',
      `Rule name "${name}" must have 1 to 64 of the characters . - _ A-Z a-z 0-9.`,
    );
  }
}

function triggerOf(
  request: PutRuleRequest,
): Pick<Rule, 'eventPattern' | 'matches' | 'scheduleExpression' | 'periodMs'> {
  const { EventPattern: eventPattern, ScheduleExpression: scheduleExpression } = request;
  if (!(eventPattern || scheduleExpression)) {
    throw new ServiceError('ValidationException', 'Parameter(s) EventPattern or ScheduleExpression must be specified.');
  }
  return {
    eventPattern,
    matches: eventPattern ? compilePattern(eventPattern) : undefined,
    scheduleExpression,
    periodMs: scheduleExpression ? periodOf(scheduleExpression) : undefined,
  };
}
