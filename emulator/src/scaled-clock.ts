import type { Clock } from './clock.ts';
import { sleepOn } from './sleep.ts';
import { type Timer, TimerQueue } from './timer-queue.ts';

/** `scale` is emulated per real time while nobody works; `start` is emulated epoch milliseconds, by default the real present. */
export interface ClockOptions {
  readonly scale: number;
  readonly start?: number;
}

/** The longest delay that `setTimeout` takes. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/**
 * Turns of the event loop without work after which virtual time jumps: enough for an answer on a loopback socket to reach its
 * client and for the client's next request to come back.
 */
const QUIET_TURNS_BEFORE_JUMP = 12;

/** Creates a running clock; throws when `scale` is below 1. */
export function createClock({ scale, start = Date.now() }: ClockOptions): Clock {
  if (!(scale >= 1))
    throw new RangeError(`the time scale must be 1 or more, and Infinity for virtual time; got ${scale}`);
  return new ScaledClock(scale, start);
}

/**
 * The present is an anchor (a pair of emulated and real time) plus what passed since at the present rate. The anchor moves
 * only when the rate changes, so taking and releasing `busy` costs two readings of the real clock; timers are armed once a turn.
 */
class ScaledClock implements Clock {
  readonly #scale: number;
  readonly #timers = new TimerQueue();
  #anchorEmulatedMs: number;
  #anchorRealMs = performance.now();
  #workers = 0;
  #quietTurns = 0;
  #timeout: NodeJS.Timeout | undefined;
  #turn: NodeJS.Immediate | undefined;

  constructor(scale: number, start: number) {
    this.#scale = scale;
    this.#anchorEmulatedMs = start;
  }

  now(): number {
    return Math.floor(this.#present());
  }

  after(ms: number, task: () => void): () => void {
    const timer: Timer = { at: this.#present() + Math.max(0, ms), task };
    this.#timers.add(timer);
    this.#armNextTurn();
    return () => this.#timers.remove(timer);
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return sleepOn(this, ms, signal);
  }

  busy(): () => void {
    if (this.#workers === 0) this.#dropAnchor(this.#present());
    this.#workers += 1;
    let working = true;
    return () => {
      if (working) this.#finishWork();
      working = false;
    };
  }

  close(): void {
    this.#timers.clear();
    clearTimeout(this.#timeout);
    clearImmediate(this.#turn);
  }

  #finishWork(): void {
    if (this.#workers === 1) this.#dropAnchor(this.#present());
    this.#workers -= 1;
    if (this.#workers === 0) this.#armNextTurn();
  }

  #rate(): number {
    return this.#workers > 0 ? 1 : this.#scale;
  }

  #present(): number {
    if (this.#rate() === Infinity) return this.#anchorEmulatedMs;
    return this.#anchorEmulatedMs + (performance.now() - this.#anchorRealMs) * this.#rate();
  }

  #dropAnchor(emulatedMs: number): void {
    this.#anchorEmulatedMs = emulatedMs;
    this.#anchorRealMs = performance.now();
  }

  #armNextTurn(): void {
    this.#quietTurns = 0;
    this.#turn ??= setImmediate(() => this.#arm());
  }

  #arm(): void {
    this.#turn = undefined;
    clearTimeout(this.#timeout);
    const next = this.#timers.first();
    if (!next) return;
    if (this.#rate() === Infinity) this.#settle(next);
    else this.#waitFor(next);
  }

  #waitFor(next: Timer): void {
    const delayMs = Math.max(0, Math.ceil((next.at - this.#present()) / this.#rate()));
    this.#timeout = setTimeout(() => this.#runDue(), Math.min(delayMs, LONGEST_TIMEOUT_MS));
  }

  #settle(next: Timer): void {
    this.#quietTurns += 1;
    if (this.#quietTurns <= QUIET_TURNS_BEFORE_JUMP) {
      this.#turn = setImmediate(() => this.#arm());
      return;
    }
    this.#dropAnchor(Math.max(next.at, this.#anchorEmulatedMs));
    this.#runDue();
  }

  /** A task that throws ends the process as any timer would, but not the tasks behind it. */
  #runDue(): void {
    this.#armNextTurn();
    const present = this.#present();
    for (let due = this.#timers.takeDue(present); due; due = this.#timers.takeDue(present)) due.task();
  }
}
