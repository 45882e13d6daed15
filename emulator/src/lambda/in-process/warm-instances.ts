import type { Instance } from './instance.ts';

/** Whatever an instance has cached by time is out of date in a cloud that begins so much later. */
const REST_MS = 12 * 3_600_000;

/** Of the same function; they are large. */
const MOST_ALIKE = 4;

interface Resting {
  readonly instance: Instance;
  readonly sinceMs: number;
}

/**
 * Instances of bundles that outlive their clouds, so that the next cloud need not load them, nor V8 learn them again. An
 * instance is handed out only half a day or more after the time at which it was put in.
 */
export class WarmInstances {
  readonly #resting = new Map<string, Resting[]>();

  /** Takes an instance out, or answers undefined; `now` is the taker's time in emulated epoch milliseconds. */
  take(key: string, now: number): Instance | undefined {
    const resting = this.#resting.get(key) ?? [];
    const index = resting.findLastIndex(({ sinceMs }) => sinceMs + REST_MS <= now);
    return index < 0 ? undefined : resting.splice(index, 1)[0]?.instance;
  }

  /** Puts an instance in that nothing is left to do in; `now` is the giver's time in emulated epoch milliseconds. */
  give(key: string, instance: Instance, now: number): void {
    const resting = this.#resting.get(key) ?? [];
    resting.push({ instance, sinceMs: now });
    this.#resting.set(key, resting.slice(-MOST_ALIKE));
  }
}
