import type { Clock } from '../../src/clock.ts';

/** A clock that stands still until told otherwise. */
export interface ManualClock extends Clock {
  /** Runs everything due within `ms`, in order of time, letting promises settle in between. */
  advance(ms: number): Promise<void>;
  /** Lets `ms` pass without running what is due: a process that got no processor for a while. */
  stall(ms: number): void;
}

interface Timer {
  readonly at: number;
  readonly task: () => void;
}

export function manualClock(start = Date.UTC(2026, 0, 5, 9)): ManualClock {
  let now = start;
  const timers = new Set<Timer>();
  const after = (ms: number, task: () => void) => {
    const timer = { at: now + ms, task };
    timers.add(timer);
    return () => void timers.delete(timer);
  };
  const due = (until: number) => [...timers].filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at)[0];
  return {
    now: () => now,
    after,
    sleep: (ms) => new Promise((resolve) => void after(ms, resolve)),
    busy: () => () => undefined,
    close: () => timers.clear(),
    stall: (ms) => {
      now += ms;
    },
    async advance(ms) {
      const until = now + ms;
      for (let timer = due(until); timer; timer = due(until)) {
        timers.delete(timer);
        now = timer.at;
        timer.task();
        await new Promise((resolve) => setImmediate(resolve));
      }
      now = until;
    },
  };
}
