import type { Actors } from './actors.ts';
import type { Effect } from './models/effect.ts';
import type { Call } from './process-states.ts';
import type { Draft } from './state.ts';

/** A task token that waits for its answer, until the task is over. */
export interface Bell {
  readonly token: string;
  readonly heard?: 'ring' | 'abort';
}

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED';

/** What every world has: executions by their names, and the tokens with which they wait. */
export interface Shared {
  readonly executions: Readonly<Record<string, ExecutionStatus>>;
  readonly bells?: Readonly<Record<string, Bell>>;
}

/** A function's input; what it does is its program. */
export interface Invocation {
  readonly program: string;
  readonly input: unknown;
}

/** Something that is asked for, some time. `tick` is in ticks of admissions. */
export interface Request<W extends Shared> {
  readonly words: string;
  ask(actors: Actors<W>, draft: Draft, tick: number): void;
}

/** What a world is, what calls do in it, and what must never be. */
export interface Rules<W extends Shared> {
  readonly first: W;
  /** What is asked for, in this order. */
  readonly requests: readonly Request<W>[];
  /** Of the last admission. */
  epochOf(world: W): number;
  perform(world: W, call: Call): Effect<W>;
  /** Looked at, or done, in the same instant as the step before: nobody relies on its moment. */
  isAttached(call: Call): boolean;
  isWrite(call: Call): boolean;
  /** What comes only when functions that began before the last admission are over. */
  comesLater(world: W, call: Call): boolean;
  /** Whether the machine may lose this function while it runs on. */
  mayStray(call: Call): boolean;
  /** What a call has done when its function dies in the middle of it. */
  half?(world: W, call: Call): W | undefined;
  /** The event of an execution's end, when it did not succeed. */
  endOf(name: string, status: ExecutionStatus, input: unknown): Invocation;
  whatIsWrongNow(world: W): string | null;
  whatIsWrongWith(call: Call, before: W, effect: Effect<W>): string | null;
  whatIsWrongToAnswer(world: W, invocation: Invocation, answer: unknown): string | null;
  who(call: Call): string;
  called(call: Call): string;
}
