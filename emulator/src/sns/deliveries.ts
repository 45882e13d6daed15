import type { LambdaPermissions } from '../eventbridge/permissions.ts';
import { createOpenTimers, type OpenTimers } from '../open-timers.ts';
import type { Functions, Place } from '../ports.ts';
import { ServiceError } from '../service.ts';
import { ConnectionLost } from '../wire/wire-error.ts';
import { notificationEvent, type Published } from './notification-event.ts';
import type { Subscription } from './topics.ts';

/** A message that a subscriber did not get. AWS keeps no record of it but a metric; the emulator keeps the reason. */
export interface DroppedMessage {
  readonly topicArn: string;
  readonly endpoint: string;
  readonly messageId: string;
  readonly attempts: number;
  readonly reason: string;
}

const PRINCIPAL = 'sns.amazonaws.com';
const LATENCY_MS = { least: 20, most: 300 };
/** SNS promises at least once. One delivery in twenty comes twice here: far more than in AWS, so that it is met in rehearsal. */
const DUPLICATE_SHARE = 0.05;
const MOST_RETRIES = 100_015;

/** Delivers messages to functions: asynchronously, at least once, in no order, with retries. */
export class SnsDeliveries {
  readonly dropped: DroppedMessage[] = [];
  readonly #place: Place;
  readonly #functions: Functions;
  readonly #permissions: LambdaPermissions;
  readonly #timers: OpenTimers;

  constructor(place: Place, functions: Functions, permissions: LambdaPermissions) {
    this.#place = place;
    this.#functions = functions;
    this.#permissions = permissions;
    this.#timers = createOpenTimers(place.clock);
  }

  deliver(subscription: Subscription, published: Published): void {
    const { random } = this.#place;
    this.#later(this.#latencyMs(), subscription, published, 1);
    if (random() < DUPLICATE_SHARE) this.#later(this.#latencyMs(), subscription, published, 1);
  }

  close(): void {
    this.#timers.close();
  }

  #latencyMs(): number {
    return LATENCY_MS.least + this.#place.random() * (LATENCY_MS.most - LATENCY_MS.least);
  }

  #later(delayMs: number, subscription: Subscription, published: Published, attempt: number): void {
    this.#timers.after(delayMs, () => void this.#try(subscription, published, attempt));
  }

  async #try(subscription: Subscription, published: Published, attempt: number): Promise<void> {
    const { topicArn, endpoint } = subscription;
    try {
      if (!this.#permissions.allows(endpoint, topicArn, PRINCIPAL)) throw noPermission(subscription);
      const caller = topicArn.split(':').at(-1);
      await this.#functions.invoke(endpoint, notificationEvent(subscription, published), 'event', caller);
    } catch (error) {
      if (mayPass(error) && attempt <= MOST_RETRIES) {
        return this.#later(retryDelayMs(attempt), subscription, published, attempt + 1);
      }
      const { messageId } = published;
      this.dropped.push({ topicArn, endpoint, messageId, attempts: attempt, reason: String(error) });
    }
  }
}

/**
 * Three retries at once, two after a second, ten from 1 to 20 seconds apart, the others after 20 seconds. Jitter is left out.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
 */
function retryDelayMs(retry: number): number {
  if (retry <= 3) return 0;
  if (retry <= 5) return 1000;
  return Math.min(20_000, 1000 * 1.4 ** (retry - 6));
}

/** Errors of the client's side are not retried: the function is gone, or lets the topic not invoke it. */
function mayPass(error: unknown): boolean {
  if (error instanceof ConnectionLost) return true;
  return error instanceof ServiceError && (error.statusCode >= 500 || error.statusCode === 429);
}

function noPermission({ topicArn, endpoint }: Subscription): ServiceError {
  const message = `${topicArn} has no AWS::Lambda::Permission for ${PRINCIPAL} to invoke ${endpoint}.`;
  return new ServiceError('AccessDeniedException', message, 403);
}
