import type { Clock } from '../../clock.ts';

/** Whether one branch of an execution works, which holds emulated time at 1x, or waits, which lets it run on. */
export class Activity {
  readonly #clock: Clock;
  #stopWorking: () => void;

  /** Starts working. */
  constructor(clock: Clock) {
    this.#clock = clock;
    this.#stopWorking = clock.busy();
  }

  /** Lets time run on while the promise is pending. */
  async whileIdle<T>(wait: () => Promise<T>): Promise<T> {
    this.#stopWorking();
    try {
      return await wait();
    } finally {
      this.#stopWorking = this.#clock.busy();
    }
  }

  /** Waits emulated milliseconds; works again in the very turn in which the time is up, so that time can't run past it. */
  sleep(ms: number, signal: AbortSignal): Promise<void> {
    this.#stopWorking();
    return new Promise((resolve, reject) => {
      const wake = (settle: () => void) => {
        cancel();
        signal.removeEventListener('abort', onAbort);
        this.#stopWorking = this.#clock.busy();
        settle();
      };
      const onAbort = () => wake(() => reject(signal.reason));
      const cancel = this.#clock.after(ms, () => wake(resolve));
      if (signal.aborted) onAbort();
      else signal.addEventListener('abort', onAbort);
    });
  }

  /** Stops working for good. */
  end(): void {
    this.#stopWorking();
  }
}
