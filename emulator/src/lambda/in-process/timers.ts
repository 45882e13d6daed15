import { promisify } from 'node:util';
import type { Clock } from '../../clock.ts';
import { sleepOn } from '../../sleep.ts';
import type { Life } from './life.ts';
import type { Members } from './stand-in.ts';

type Callback = (...args: unknown[]) => void;

/** The longest delay that Node takes; longer ones become 1 ms. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

/** A function's timers, on the cloud's clock. Between invocations the process is frozen: what falls due waits for the next one. */
export class SandboxTimers {
  readonly #clock: Pick<Clock, 'after'>;
  readonly #life: Pick<Life, 'alive' | 'run'>;
  readonly #byId = new Map<number, SandboxTimeout>();
  #overdue: SandboxTimeout[] = [];
  #frozen = false;
  #lastId = 0;

  constructor(clock: Pick<Clock, 'after'>, life: Pick<Life, 'alive' | 'run'>) {
    this.#clock = clock;
    this.#life = life;
  }

  /** The functions of `node:timers`. */
  readonly functions: Members = {
    setTimeout: Object.assign(
      (task: Callback, ms?: unknown, ...args: unknown[]) => this.#start(task, ms, args, false),
      {
        [promisify.custom]: (ms?: unknown, value?: unknown) => this.#sleep(ms, value),
      },
    ),
    setInterval: (task: Callback, ms?: unknown, ...args: unknown[]) => this.#start(task, ms, args, true),
    setImmediate: (task: Callback, ...args: unknown[]) => setImmediate(() => this.#life.run(() => task(...args))),
    clearTimeout: (timer: unknown) => this.#clear(timer),
    clearInterval: (timer: unknown) => this.#clear(timer),
    clearImmediate: (immediate: NodeJS.Immediate | undefined) => clearImmediate(immediate),
  };

  /** The functions of `node:timers/promises` that exist here. */
  readonly promises: Members = {
    setTimeout: (ms?: unknown, value?: unknown, options?: { signal?: AbortSignal }) =>
      this.#sleep(ms, value, options?.signal),
    setImmediate: (value?: unknown) => new Promise((resolve) => setImmediate(() => resolve(value))),
    scheduler: {
      wait: (ms?: unknown, options?: { signal?: AbortSignal }) => this.#sleep(ms, undefined, options?.signal),
    },
  };

  freeze(): void {
    this.#frozen = true;
  }

  /** Runs what fell due meanwhile, in order, after what is about to run now. */
  thaw(): void {
    this.#frozen = false;
    const overdue = this.#overdue;
    this.#overdue = [];
    for (const timeout of overdue) setImmediate(() => timeout.fire());
  }

  close(): void {
    for (const timeout of this.#byId.values()) timeout.cancel();
    this.#byId.clear();
    this.#overdue = [];
  }

  /** Schedules a task of the function; the answer cancels it. */
  after(ms: number, task: () => void): () => void {
    const timeout = this.#start(task, ms, [], false);
    return () => this.#clear(timeout);
  }

  async #sleep(ms: unknown, value: unknown, signal?: AbortSignal): Promise<unknown> {
    await sleepOn(this, delayOf(ms), signal);
    return value;
  }

  #start(task: Callback, ms: unknown, args: unknown[], repeats: boolean): SandboxTimeout {
    const id = ++this.#lastId;
    const fire = () => {
      if (this.#frozen) return void this.#overdue.push(timeout);
      if (!this.#byId.has(id)) return;
      if (repeats) timeout.refresh();
      else this.#byId.delete(id);
      this.#life.run(() => task(...args));
    };
    const schedule = (delayMs: number) => {
      if (!this.#life.alive) return () => {};
      this.#byId.set(id, timeout);
      return this.#clock.after(delayMs, fire);
    };
    const timeout: SandboxTimeout = new SandboxTimeout(id, delayOf(ms), {
      schedule,
      fire,
      clear: () => this.#clear(id),
    });
    return timeout.refresh();
  }

  #clear(timer: unknown): void {
    const id = timer instanceof SandboxTimeout ? timer.id : Number(timer);
    this.#byId.get(id)?.cancel();
    this.#byId.delete(id);
  }
}

interface Schedule {
  readonly schedule: (delayMs: number) => () => void;
  readonly fire: () => void;
  readonly clear: () => void;
}

/** What `setTimeout` answers in Node: an object that is also a number. */
class SandboxTimeout {
  readonly id: number;
  readonly fire: () => void;
  cancel = () => {};
  readonly #delayMs: number;
  readonly #schedule: Schedule;
  #referenced = true;

  constructor(id: number, delayMs: number, schedule: Schedule) {
    this.id = id;
    this.#delayMs = delayMs;
    this.#schedule = schedule;
    this.fire = schedule.fire;
  }

  refresh(): this {
    this.cancel();
    this.cancel = this.#schedule.schedule(this.#delayMs);
    return this;
  }

  ref(): this {
    this.#referenced = true;
    return this;
  }

  unref(): this {
    this.#referenced = false;
    return this;
  }

  hasRef(): boolean {
    return this.#referenced;
  }

  close(): this {
    this.#schedule.clear();
    return this;
  }

  [Symbol.toPrimitive](): number {
    return this.id;
  }

  [Symbol.dispose](): void {
    this.#schedule.clear();
  }
}

function delayOf(ms: unknown): number {
  const delayMs = Number(ms);
  return delayMs >= 1 && delayMs <= LONGEST_DELAY_MS ? Math.trunc(delayMs) : 1;
}
