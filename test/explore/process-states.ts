import { TidegateError } from '../../src/domain/errors.ts';
import { Interner, Needed } from './canonical.ts';
import type { ConstantPorts, Ports } from './constant-ports.ts';

/** A call that a process waits for, and for whom: program and epoch of the release, or migration, that it works on. */
export interface Call {
  readonly port: string;
  readonly method: string;
  readonly args: readonly unknown[];
  readonly program: string;
  readonly epoch: number | null;
}
export type Answer = { readonly value?: unknown } | { readonly error: string };

/** Where a process stands: at a call, or at its end. Numbers stand for interned values. */
export type Standpoint =
  | { readonly kind: 'calling'; readonly call: number }
  | { readonly kind: 'returned'; readonly value: number }
  | { readonly kind: 'threw'; readonly error: string };

export type Program = (input: never, ports: never) => Promise<unknown>;

interface ProcessState {
  readonly program: string;
  readonly input: unknown;
  readonly answers: readonly number[];
  readonly next: Map<number, number>;
  standpoint: Standpoint | undefined;
}
interface PendingCall extends Pick<Call, 'port' | 'method' | 'args'> {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

const quiet = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Every port there is: each call is handed to `call`. */
const portsOver = (call: (port: string, method: string, args: readonly unknown[]) => Promise<unknown>): Ports =>
  new Proxy({} as Ports, {
    get: (_, port: string) =>
      new Proxy(() => undefined, {
        get:
          (_target, method: string) =>
          (...args: unknown[]) =>
            call(port, method, args),
        apply: () => call(port, '', []),
      }),
  });

/**
 * The local states of all processes. A process is an async function of the product; it is deterministic given the answers
 * of its ports, so that its state is its program, its input and the answers so far. The next call is found by running it
 * again with these answers, once for each distinct state.
 */
export class ProcessStates {
  readonly #states: ProcessState[] = [];
  readonly #starts = new Map<string, number>();
  readonly calls = new Interner<Call>();
  readonly answers = new Interner<Answer>();
  readonly values = new Interner<unknown>();
  readonly #programs: Readonly<Record<string, Program>>;
  readonly #constant: ConstantPorts;
  readonly #inputs = new Interner<unknown>();

  constructor(programs: Readonly<Record<string, Program>>, constant: ConstantPorts) {
    this.#programs = programs;
    this.#constant = constant;
  }

  start(program: string, input: unknown): number {
    const key = `${program} ${this.#inputs.idOf(input)}`;
    const known = this.#starts.get(key);
    if (known !== undefined) return known;
    const id = this.#add({ program, input: this.#inputs.valueOf(this.#inputs.idOf(input)), answers: [] });
    this.#starts.set(key, id);
    return id;
  }

  answered(id: number, answer: number): number {
    const state = this.#state(id);
    const known = state.next.get(answer);
    if (known !== undefined) return known;
    const next = this.#add({ ...state, answers: [...state.answers, answer] });
    state.next.set(answer, next);
    return next;
  }

  /** Throws `Needed` when it was not computed yet. */
  standpoint(id: number): Standpoint {
    const state = this.#state(id);
    if (state.standpoint !== undefined) return state.standpoint;
    throw new Needed(async () => {
      state.standpoint = await this.#run(state);
    });
  }

  programOf(id: number): string {
    return this.#state(id).program;
  }

  inputOf(id: number): unknown {
    return this.#state(id).input;
  }

  hasBegun(id: number): boolean {
    return this.#state(id).answers.length > 0;
  }

  get size(): number {
    return this.#states.length;
  }

  #add(state: Pick<ProcessState, 'program' | 'input' | 'answers'>): number {
    const { program, input, answers } = state;
    return this.#states.push({ program, input, answers, next: new Map(), standpoint: undefined }) - 1;
  }

  #state(id: number): ProcessState {
    return this.#states[id] as ProcessState;
  }

  async #run(state: ProcessState): Promise<Standpoint> {
    const pending: PendingCall[] = [];
    let end: Standpoint | undefined;
    const ports = portsOver((port, method, args) => {
      const constant = this.#constant[`${port}.${method}`];
      if (constant !== undefined) return Promise.resolve(constant(ports, ...args));
      return new Promise((resolve, reject) => pending.push({ port, method, args, resolve, reject }));
    });
    this.#program(state)(state.input as never, ports as never).then(
      (value) => (end = { kind: 'returned', value: this.values.idOf(value) }),
      (error: unknown) => (end = { kind: 'threw', error: nameOf(error) }),
    );
    await quiet();
    for (const id of state.answers) {
      deliver(this.answers.valueOf(id), pending.shift());
      await quiet();
    }
    return end ?? { kind: 'calling', call: this.#callOf(state, pending[0]) };
  }

  #program(state: ProcessState): Program {
    const program = this.#programs[state.program];
    if (program === undefined) throw new Error(`there is no program ${state.program}`);
    return program;
  }

  #callOf(state: ProcessState, pending: PendingCall | undefined): number {
    if (pending === undefined) throw new Error(`${state.program} waits for something that is no port`);
    const { port, method, args } = pending;
    const epoch = epochOf(state.input) ?? this.#epochAnswered(state) ?? null;
    return this.calls.idOf({ port, method, args, program: state.program, epoch });
  }

  #epochAnswered(state: ProcessState): number | undefined {
    for (const id of [...state.answers].reverse()) {
      const answer = this.answers.valueOf(id);
      const epoch = 'value' in answer ? (answer.value as { epoch?: number } | null)?.epoch : undefined;
      if (epoch !== undefined) return epoch;
    }
    return undefined;
  }
}

const epochOf = (input: unknown): number | undefined => {
  const { release, migration } = (input ?? {}) as Partial<Record<'release' | 'migration', { epoch: number }>>;
  return (release ?? migration)?.epoch;
};

/** What the product throws on purpose. Anything else is a bug in it or in the model, and must be loud. */
const nameOf = (error: unknown): string => {
  if (error instanceof TidegateError) return error.name;
  if (error instanceof AggregateError) return nameOf(error.errors[0]);
  if (error instanceof Error && error.cause !== undefined) return nameOf(error.cause);
  throw error;
};

const deliver = (answer: Answer, call: PendingCall | undefined): void => {
  if (call === undefined) throw new Error('an answer without a call: the program is not deterministic');
  if ('error' in answer) call.reject(new TidegateError(answer.error as 'CallFailed', '…'));
  else call.resolve(answer.value);
};
