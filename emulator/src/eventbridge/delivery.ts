import type { Target } from '@aws-sdk/client-eventbridge';
import { uuidFrom } from '../identifiers.ts';
import { createOpenTimers, type OpenTimers } from '../open-timers.ts';
import type { Functions, Machines, Place } from '../ports.ts';
import { ServiceError } from '../service.ts';
import { ConnectionLost } from '../wire/wire-error.ts';
import { type EventEnvelope, isoSecondsOf } from './envelope.ts';
import { inputOf } from './input.ts';
import type { LambdaPermissions } from './permissions.ts';
import type { Rule } from './rules.ts';
import { kindOf, retryPolicyOf } from './target.ts';

/** An event that no retry could deliver. AWS keeps no record of it but a metric; the emulator keeps the reason. */
export interface DroppedEvent {
  readonly event: EventEnvelope;
  readonly rule: string;
  readonly targetId: string;
  readonly attempts: number;
  readonly reason: string;
}

/** The parts that stand behind targets. They may be bound after the bus is made. */
export interface Reachable {
  readonly functions: Functions;
  readonly machines: Machines;
}

interface Attempt {
  readonly event: EventEnvelope;
  readonly rule: Rule;
  readonly target: Target;
  readonly acceptedAt: number;
  readonly attempts: number;
}

/** Delivery takes 30 to 400 emulated ms, drawn anew for each delivery, so that events overtake each other. */
const latencyMs = { least: 30, most: 400 };
/** The bus promises at least once. One delivery in twenty comes twice here: far more than in AWS, so that it is met in rehearsal. */
const duplicateShare = 0.05;
/** Retries back off exponentially with jitter; at this ceiling 185 of them last about 24 hours. */
const backoffMs = { first: 1_000, most: 640_000 };
/** A target that is gone or refuses is not asked again. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html */
const hopeless = new Set([
  'AccessDeniedException',
  'ResourceNotFoundException',
  'StateMachineDoesNotExist',
  'InvalidArn',
  'InvalidExecutionInput',
  'InvalidInputTemplate',
  'InvalidParameterValueException',
  'RequestTooLargeException',
  'ValidationException',
]);

/** Delivers events to targets: asynchronously, at least once, in no order, with retries. */
export class Deliveries {
  readonly dropped: DroppedEvent[] = [];
  readonly #place: Place;
  readonly #reachable: Reachable;
  readonly #permissions: LambdaPermissions;
  readonly #timers: OpenTimers;

  constructor(place: Place, reachable: Reachable, permissions: LambdaPermissions) {
    this.#place = place;
    this.#reachable = reachable;
    this.#permissions = permissions;
    this.#timers = createOpenTimers(place.clock);
  }

  /** Schedules the delivery of one event to all targets of a rule. */
  deliver(event: EventEnvelope, rule: Rule): void {
    for (const target of rule.targets.values()) {
      const attempt: Attempt = { event, rule, target, acceptedAt: this.#place.clock.now(), attempts: 1 };
      this.#later(this.#latency(), attempt);
      if (this.#place.random() < duplicateShare) this.#later(this.#latency(), attempt);
    }
  }

  close(): void {
    this.#timers.close();
  }

  #latency(): number {
    return latencyMs.least + this.#place.random() * (latencyMs.most - latencyMs.least);
  }

  #later(delayMs: number, attempt: Attempt): void {
    this.#timers.after(delayMs, () => void this.#try(attempt));
  }

  async #try(attempt: Attempt): Promise<void> {
    try {
      await this.#invoke(attempt);
    } catch (error) {
      this.#failed(attempt, error);
    }
  }

  async #invoke({ event, rule, target, acceptedAt }: Attempt): Promise<void> {
    const arn = target.Arn ?? '';
    const ingestionTime = isoSecondsOf(acceptedAt);
    const input = inputOf(target, { event, ruleName: rule.name, ruleArn: rule.arn, ingestionTime });
    if (kindOf(arn) === 'stateMachine') {
      const name = `${event.id}_${uuidFrom(this.#place.random)}`;
      await this.#reachable.machines.start(arn, input, name, rule.name);
      return;
    }
    if (!this.#permissions.allows(arn, rule.arn)) {
      throw new ServiceError(
        'AccessDeniedException',
        `${rule.arn} has no AWS::Lambda::Permission to invoke ${arn}.`,
        403,
      );
    }
    await this.#reachable.functions.invoke(arn, input, 'event', rule.name);
  }

  #failed(attempt: Attempt, error: unknown): void {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const policy = retryPolicyOf(attempt.target);
    const delayMs = this.#backoff(attempt.attempts);
    const expires = attempt.acceptedAt + policy.ageMs;
    const retries = attempt.attempts - 1;
    if (isFinal(error) || retries >= policy.attempts || this.#place.clock.now() + delayMs > expires) {
      const { event, rule, target, attempts } = attempt;
      this.dropped.push({ event, rule: rule.name, targetId: target.Id ?? '', attempts, reason });
      return;
    }
    this.#later(delayMs, { ...attempt, attempts: attempt.attempts + 1 });
  }

  #backoff(attempts: number): number {
    const ceiling = Math.min(backoffMs.most, backoffMs.first * 2 ** (attempts - 1));
    return ceiling * (0.5 + this.#place.random() / 2);
  }
}

/** Calls without an answer are repeated, and so are errors that may pass. */
function isFinal(error: unknown): boolean {
  if (error instanceof ConnectionLost) return false;
  return !(error instanceof ServiceError) || hopeless.has(error.name);
}
