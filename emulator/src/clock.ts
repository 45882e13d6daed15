/**
 * Emulated time. It runs at 1x while anything works (a Lambda runs, a pod starts) and at `scale` while everything waits:
 * waits get shorter, work does not. `scale: Infinity` is virtual time: it jumps to the next timer as soon as nobody works.
 */
export interface Clock {
  /** Emulated epoch milliseconds. */
  now(): number;
  /** Runs `task` once, `ms` emulated milliseconds from now. The answer cancels it. */
  after(ms: number, task: () => void): () => void;
  /** Resolves `ms` emulated milliseconds from now; rejects with the signal's reason when it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Says that work has begun; time runs at 1x until every answer has been called. Calling an answer twice is harmless. */
  busy(): () => void;
  /** Cancels all timers and lets the process end. */
  close(): void;
}
