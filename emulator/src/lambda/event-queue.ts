import type { Place } from '../ports.ts';
import { ServiceError } from '../service.ts';
import type { LambdaFunction } from './function.ts';
import type { InvocationResult } from './invocation.ts';

/** An asynchronous invocation that Lambda gave up on. */
export interface DroppedInvocation {
  readonly functionName: string;
  readonly requestId: string;
  /** The conditions of Lambda's on-failure records. */
  readonly reason: 'RetriesExhausted' | 'EventAgeExceeded';
  readonly attempts: number;
  readonly lastError: string;
}

/** An event that waits for its function. */
interface QueuedEvent {
  readonly target: LambdaFunction;
  readonly requestId: string;
  readonly payload: string;
  readonly enqueuedAt: number;
  readonly attempts: number;
  readonly throttles: number;
  readonly lastError: string;
}

export interface QueueOptions {
  readonly place: Place;
  /** Share of events that a function gets twice: the queue is eventually consistent. */
  readonly duplicateShare: number;
  readonly invoke: (target: LambdaFunction, payload: string, requestId: string) => Promise<InvocationResult>;
  readonly onDrop: (dropped: DroppedInvocation) => void;
}

/** Waits before the second and the third attempt after a function's error. */
const ERROR_DELAYS_MS = [60_000, 120_000];
const THROTTLE_DELAY_MS = { first: 1000, most: 300_000 };
const LATENCY_MS = { least: 10, most: 100 };
const DUPLICATE_WITHIN_MS = 30_000;

/**
 * Lambda's queue of asynchronous invocations: at least once, in no order, retried.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export class EventQueue {
  readonly #options: QueueOptions;
  readonly #waiting = new Set<() => void>();

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  enqueue(target: LambdaFunction, payload: string, requestId: string): void {
    const { place, duplicateShare } = this.#options;
    const enqueuedAt = place.clock.now();
    const event = { target, payload, requestId, enqueuedAt, attempts: 0, throttles: 0, lastError: '' };
    this.#later(LATENCY_MS.least + place.random() * (LATENCY_MS.most - LATENCY_MS.least), event);
    if (place.random() < duplicateShare) this.#later(place.random() * DUPLICATE_WITHIN_MS, event);
  }

  close(): void {
    for (const cancel of this.#waiting) cancel();
    this.#waiting.clear();
  }

  #later(delayMs: number, event: QueuedEvent): void {
    const cancel = this.#options.place.clock.after(delayMs, () => {
      this.#waiting.delete(cancel);
      void this.#attempt(event);
    });
    this.#waiting.add(cancel);
  }

  async #attempt(event: QueuedEvent): Promise<void> {
    const { target, payload, requestId, enqueuedAt } = event;
    const ageMs = this.#options.place.clock.now() - enqueuedAt;
    if (ageMs > target.eventSettings.maximumEventAgeSeconds * 1000) return this.#drop(event, 'EventAgeExceeded');
    try {
      const { error } = await this.#options.invoke(target, payload, requestId);
      if (error)
        this.#failed({
          ...event,
          attempts: event.attempts + 1,
          lastError: `${error.errorType}: ${error.errorMessage}`,
        });
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      this.#throttled({ ...event, throttles: event.throttles + 1, lastError: error.name });
    }
  }

  #failed(event: QueuedEvent): void {
    const retries = event.attempts - 1;
    if (retries >= event.target.eventSettings.maximumRetryAttempts) this.#drop(event, 'RetriesExhausted');
    else this.#later(ERROR_DELAYS_MS[retries] ?? 0, event);
  }

  #throttled(event: QueuedEvent): void {
    const { first, most } = THROTTLE_DELAY_MS;
    this.#later(Math.min(most, first * 2 ** (event.throttles - 1)), event);
  }

  #drop({ target, requestId, attempts, lastError }: QueuedEvent, reason: DroppedInvocation['reason']): void {
    this.#options.onDrop({ functionName: target.settings.name, requestId, reason, attempts, lastError });
  }
}
