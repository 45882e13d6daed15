/** A task that is due at an emulated time. */
export interface Timer {
  readonly at: number;
  readonly task: () => void;
}

/** Timers in the order in which they are due; timers of the same instant keep the order in which they were added. */
export class TimerQueue {
  #timers: Timer[] = [];

  /** The timer that is due next. */
  first(): Timer | undefined {
    return this.#timers[0];
  }

  add(timer: Timer): void {
    this.#timers.splice(this.#indexAfter(timer.at), 0, timer);
  }

  /** Does nothing when the timer is not in the queue. */
  remove(timer: Timer): void {
    const index = this.#timers.lastIndexOf(timer, this.#indexAfter(timer.at) - 1);
    if (index >= 0) this.#timers.splice(index, 1);
  }

  /** Takes the next timer out if it is due at `now`. */
  takeDue(now: number): Timer | undefined {
    const first = this.first();
    return first && first.at <= now ? this.#timers.shift() : undefined;
  }

  clear(): void {
    this.#timers = [];
  }

  /** The index behind all timers due at or before `at`, by bisection. */
  #indexAfter(at: number): number {
    let low = 0;
    let high = this.#timers.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#timers[middle]?.at ?? 0) <= at) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
