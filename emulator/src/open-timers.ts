import type { Clock } from './clock.ts';

/** Work of one service that is due later on emulated time, and that ends with the service. */
export interface OpenTimers {
  after(delayMs: number, task: () => void): void;
  /** Cancels what has not begun. */
  close(): void;
}

export function createOpenTimers(clock: Clock): OpenTimers {
  const open = new Set<() => void>();
  return {
    after(delayMs, task) {
      const cancel = clock.after(delayMs, () => {
        open.delete(cancel);
        task();
      });
      open.add(cancel);
    },
    close() {
      for (const cancel of open) cancel();
      open.clear();
    },
  };
}
