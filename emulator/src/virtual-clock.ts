import type { Clock } from './clock.ts';
import { sleepOn } from './sleep.ts';
import { type Timer, TimerQueue } from './timer-queue.ts';

/** 2026-01-05T09:00:00Z, a Monday. */
export const VIRTUAL_START_MS = Date.UTC(2026, 0, 5, 9);

/**
 * Creates a clock whose time stands still while anything in this process runs, and jumps to the next timer as soon as nothing
 * does. It never reads the real clock: what happens at which instant depends on nothing but the program. `busy` means nothing
 * to it. Work that waits for a real timer, a socket or a child process is not seen, so nothing of the kind may take part.
 */
export function createVirtualClock(start: number = VIRTUAL_START_MS): Clock {
  return new VirtualClock(start);
}

class VirtualClock implements Clock {
  readonly #timers = new TimerQueue();
  #present: number;
  #turn: NodeJS.Immediate | undefined;
  #closed = false;

  constructor(start: number) {
    this.#present = start;
  }

  now(): number {
    return Math.floor(this.#present);
  }

  after(ms: number, task: () => void): () => void {
    if (this.#closed) return () => {};
    const timer: Timer = { at: this.#present + Math.max(0, ms), task };
    this.#timers.add(timer);
    this.#arm();
    return () => this.#timers.remove(timer);
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return sleepOn(this, ms, signal);
  }

  busy(): () => void {
    return () => {};
  }

  close(): void {
    this.#closed = true;
    this.#timers.clear();
    if (!this.#turn) return;
    clearImmediate(this.#turn);
    this.#turn = undefined;
    armedClocks -= 1;
  }

  #arm(): void {
    if (this.#turn) return;
    this.#turn = setImmediate(() => this.#takeTurn());
    armedClocks += 1;
  }

  #takeTurn(): void {
    this.#turn = undefined;
    armedClocks -= 1;
    const next = this.#timers.first();
    if (!next) return;
    const quiet = isQuiet();
    this.#arm();
    if (!quiet) return;
    this.#present = next.at;
    for (let due = this.#timers.takeDue(next.at); due; due = this.#timers.takeDue(next.at)) due.task();
  }
}

/** Virtual clocks of this process that wait for their turn: their immediates are no work. */
let armedClocks = 0;

/**
 * Whether nothing else is about to run. Asked in an immediate, when promises and ticks have run out: what can be left are other
 * immediates, and requests to the operating system, such as a file that is being read.
 */
function isQuiet(): boolean {
  const resources = process.getActiveResourcesInfo();
  const immediates = resources.filter((kind) => kind === 'Immediate').length;
  return immediates <= armedClocks && !resources.some((kind) => kind.includes('Req'));
}
