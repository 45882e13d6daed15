import type { Clock } from '../../clock.ts';
import { ServiceError } from '../../service.ts';
import type { Ref } from '../api/api.ts';
import { StatusError } from '../api/status-error.ts';

/** What a controller runs on. */
export interface ReconcilerOptions {
  readonly clock: Clock;
  /** Brings one object nearer to what it should be; the answer asks for another look after so many milliseconds. */
  readonly reconcile: (ref: Ref) => number | undefined;
  /** Hears of errors that are neither the API's nor a cloud service's. */
  readonly onDefect: (error: unknown) => void;
  /** The first delay after a failure; it doubles with each further one. */
  readonly retryMs?: number;
  readonly maxRetryMs?: number;
}

/** A queue of objects to look at. An object that is queued several times is looked at once. */
export interface Reconciler {
  enqueue(ref: Ref): void;
  close(): void;
}

/** The controller-runtime pattern: one object at a time, retried with backoff, never two looks at once. */
export function createReconciler(options: ReconcilerOptions): Reconciler {
  return new ReconcileQueue(options);
}

class ReconcileQueue implements Reconciler {
  readonly #options: ReconcilerOptions;
  readonly #waiting = new Map<string, Ref>();
  readonly #timers = new Map<string, () => void>();
  readonly #failures = new Map<string, number>();
  #turn: NodeJS.Immediate | undefined;
  #done: (() => void) | undefined;

  constructor(options: ReconcilerOptions) {
    this.#options = options;
  }

  enqueue(ref: Ref): void {
    this.#waiting.set(keyOf(ref), ref);
    this.#done ??= this.#options.clock.busy();
    this.#turn ??= setImmediate(() => this.#drain());
  }

  close(): void {
    for (const cancel of this.#timers.values()) cancel();
    clearImmediate(this.#turn);
    this.#timers.clear();
    this.#waiting.clear();
    this.#rest();
  }

  #drain(): void {
    this.#turn = undefined;
    const batch = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const ref of batch) this.#look(ref);
    if (this.#waiting.size === 0) this.#rest();
  }

  #rest(): void {
    this.#done?.();
    this.#done = undefined;
  }

  #look(ref: Ref): void {
    const key = keyOf(ref);
    this.#timers.get(key)?.();
    this.#timers.delete(key);
    const again = this.#attempt(ref);
    if (again === undefined) return;
    const cancel = this.#options.clock.after(again, () => {
      this.#timers.delete(key);
      this.enqueue(ref);
    });
    this.#timers.set(key, cancel);
  }

  #attempt(ref: Ref): number | undefined {
    const key = keyOf(ref);
    try {
      const again = this.#options.reconcile(ref);
      this.#failures.delete(key);
      return again;
    } catch (error) {
      if (!(error instanceof StatusError || error instanceof ServiceError)) this.#options.onDefect(error);
      return this.#backoff(key);
    }
  }

  #backoff(key: string): number {
    const { retryMs = 5, maxRetryMs = 1_000_000 } = this.#options;
    const failures = this.#failures.get(key) ?? 0;
    this.#failures.set(key, failures + 1);
    return Math.min(maxRetryMs, retryMs * 2 ** Math.min(failures, 30));
  }
}

function keyOf({ namespace, name }: Ref): string {
  return `${namespace}/${name}`;
}
