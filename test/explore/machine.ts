import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { Interner, Needed } from './canonical.ts';
import { fill } from './expressions.ts';
import type { Times } from './times.ts';

interface Rule {
  readonly ErrorEquals: readonly string[];
  readonly MaxAttempts?: number;
  readonly IntervalSeconds?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly Next: string;
  readonly Assign?: object;
}
interface AslState {
  readonly Type: 'Task' | 'Choice' | 'Pass' | 'Wait' | 'Succeed' | 'Fail';
  readonly Resource?: string;
  readonly TimeoutSeconds?: number | string;
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Condition: string; readonly Next: string; readonly Assign?: object }[];
  readonly Assign?: object;
  readonly Output?: unknown;
  readonly Arguments?: { readonly FunctionName: string; readonly Payload: unknown };
  readonly Seconds?: number | string;
  readonly Retry?: readonly Rule[];
  readonly Catch?: readonly Rule[];
  readonly Error?: string;
}
interface Definition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, AslState>>;
}

/** Where an execution stands: always at a Task, at a Wait or at its end. */
export interface Position {
  readonly execution: string;
  readonly state: string;
  readonly input: unknown;
  readonly variables: Readonly<Record<string, unknown>>;
  /** When the execution was started, and when its state was entered, in ticks of admissions. */
  readonly startTick: number;
  readonly tick: number;
  readonly redrives: number;
  /** Waits of the step since `startedAt`, for time or for a person: after the last of them its own time has passed. */
  readonly waits: number;
}

/** A task that waits for the answer to a token, when its function has returned. */
export interface Callback {
  readonly token: string;
  readonly timesOut: boolean;
  /** Whether all the time has passed then that people have: whatever ran when it began to wait is over. */
  readonly isLast: boolean;
}

export type Doing =
  | { readonly kind: 'task'; readonly program: string; readonly payload: unknown; readonly callback?: Callback }
  | { readonly kind: 'wait'; readonly outlivesProcesses: boolean }
  | { readonly kind: 'end'; readonly succeeded: boolean };

/** No function may run longer; `Settle` is judged by it. */
const longestTimeoutSeconds = 60;
/** `outlivesProcesses`: before the last retry so much time passes that whatever ran at the first failure is over. */
export type Patience = 'none' | 'some' | 'outlivesProcesses';

/** With full jitter, half of each delay on average. */
const expectedBackoffSeconds = ({
  IntervalSeconds = 1,
  BackoffRate = 2,
  MaxDelaySeconds = Infinity,
  MaxAttempts = 3,
}: Rule) =>
  Array.from(
    { length: MaxAttempts },
    (_, i) => Math.min(IntervalSeconds * BackoffRate ** i, MaxDelaySeconds) / 2,
  ).reduce((sum, delay) => sum + delay, 0);

const names = ({ ErrorEquals }: Rule, error: string): boolean =>
  ErrorEquals.includes(error) || ErrorEquals.includes('States.ALL');

/** A state machine as data: pure steps from position to position, each computed once. */
export class Machine {
  readonly positions = new Interner<Position>();
  readonly #definition: Definition;
  readonly #times: Times;
  readonly #inputs = new Map<string, unknown>();
  readonly #doings = new Map<number, Doing>();
  readonly #next = new Map<string, number>();

  constructor(file: string, times: Times, edit: (text: string) => string = (text) => text) {
    this.#times = times;
    this.#definition = parse(edit(readFileSync(file, 'utf8'))) as Definition;
  }

  start(execution: string, input: unknown, tick: number): number {
    this.#inputs.set(execution, input);
    const times = { startTick: tick, tick, redrives: 0, waits: 0 };
    const position = { ...times, execution, state: this.#definition.StartAt, input, variables: {} };
    return this.#once(`start ${JSON.stringify(position)}`, () => this.#enter(position));
  }

  /** A redriven execution enters the state again in which it was stopped. */
  reenter(id: number, tick: number): number {
    const position = this.positions.valueOf(id);
    return this.positions.idOf({ ...position, tick, redrives: position.redrives + 1 });
  }

  /** The same place, after another number of waits. */
  after(id: number, waits: number): number {
    return this.positions.idOf({ ...this.positions.valueOf(id), waits });
  }

  doing(id: number): Doing {
    const known = this.#doings.get(id);
    if (known !== undefined) return known;
    throw new Needed(async () => void this.#doings.set(id, await this.#describe(this.positions.valueOf(id))));
  }

  /** The task's function answered. */
  succeeded(id: number, value: number, result: unknown): number {
    return this.#once(`${id} succeeded ${value}`, () => this.#leave(id, { result: { Payload: result } }));
  }

  /** How much patience the task has with this error. */
  patience(id: number, error: string): Patience {
    const rule = this.#stateOf(id).Retry?.find((retrier) => names(retrier, error));
    if (rule === undefined || rule.MaxAttempts === 0) return 'none';
    return expectedBackoffSeconds(rule) >= longestTimeoutSeconds ? 'outlivesProcesses' : 'some';
  }

  /** The task failed for good; null when nothing catches it. */
  failed(id: number, error: string): number | null {
    const rule = this.#stateOf(id).Catch?.find((catcher) => names(catcher, error));
    if (rule === undefined) return null;
    const errorOutput = { Error: error, Cause: JSON.stringify({ errorType: error, errorMessage: '…' }) };
    return this.#once(`${id} failed ${error}`, async () => {
      const failed = this.positions.valueOf(id);
      const position = error === 'States.Timeout' ? this.#times.passed(failed) : failed;
      const variables = await this.#assigned(position, rule.Assign, { errorOutput });
      return this.#enter({ ...position, variables, input: errorOutput, state: rule.Next });
    });
  }

  waited(id: number): number {
    return this.#once(`${id} waited`, () => this.#leave(id, {}));
  }

  #stateOf(id: number): AslState {
    return this.#state(this.positions.valueOf(id).state);
  }

  #state(name: string): AslState {
    const state = this.#definition.States[name];
    if (state === undefined) throw new Error(`the state machine has no state ${name}`);
    return state;
  }

  #once(key: string, work: () => Promise<Position>): number {
    const known = this.#next.get(key);
    if (known !== undefined) return known;
    throw new Needed(async () => void this.#next.set(key, this.positions.idOf(await work())));
  }

  async #leave(id: number, result: object): Promise<Position> {
    const position = this.positions.valueOf(id);
    const state = this.#state(position.state);
    const variables = await this.#assigned(position, state.Assign, result);
    const bindings = this.#bindings(position, result);
    const input = state.Output === undefined ? position.input : await fill(state.Output, bindings);
    const isWait = state.Type === 'Wait' && typeof state.Seconds === 'string';
    const { waits } = isWait ? this.#times.passed(position) : this.#timed(position, state.Assign);
    return this.#enter({ ...position, variables, input, waits, state: state.Next ?? '' });
  }

  /** Choices and Passes take no time and touch nothing: they belong to the step before. */
  async #enter(entered: Position): Promise<Position> {
    const state = this.#state(entered.state);
    if (state.Type === 'Pass') {
      const variables = await this.#assigned(entered, state.Assign, {});
      return this.#enter({ ...entered, ...this.#timed(entered, state.Assign), variables, state: state.Next ?? '' });
    }
    if (state.Type !== 'Choice') return entered;
    for (const choice of state.Choices ?? [])
      if ((await fill(choice.Condition, this.#bindings(entered, {}))) === true) {
        const variables = await this.#assigned(entered, choice.Assign, {});
        return this.#enter({ ...entered, ...this.#timed(entered, choice.Assign), variables, state: choice.Next });
      }
    return this.#enter({ ...entered, state: state.Default ?? '' });
  }

  #timed({ waits }: Position, assign: object | undefined): { waits: number } {
    return { waits: assign !== undefined && 'startedAt' in assign ? 0 : waits };
  }

  async #assigned(position: Position, assign: object | undefined, result: object): Promise<Position['variables']> {
    const assigned = await fill(assign ?? {}, this.#bindings(position, result, this.#times.begun(position)));
    return this.#times.erased({ ...position.variables, ...(assigned as object) });
  }

  #bindings(position: Position, result: object, now = this.#times.now(position)) {
    const context = {
      Task: { Token: this.#times.token(position) },
      Execution: {
        Name: position.execution,
        Input: this.#inputs.get(position.execution),
        StartTime: this.#times.startedAt(position),
        RedriveCount: position.redrives,
      },
      State: { EnteredTime: now },
    };
    return { ...position.variables, states: { input: position.input, context, ...result } };
  }

  async #describe(position: Position): Promise<Doing> {
    const state = this.#state(position.state);
    if (state.Type === 'Succeed' || state.Type === 'Fail') return { kind: 'end', succeeded: state.Type === 'Succeed' };
    if (state.Type === 'Wait') {
      const isLong = Number(await fill(state.Seconds, this.#bindings(position, {}))) >= longestTimeoutSeconds;
      const passes = typeof state.Seconds === 'string' && this.#times.isPassing(position);
      return { kind: 'wait', outlivesProcesses: isLong || passes };
    }
    const { FunctionName = '', Payload } = state.Arguments ?? {};
    const program = /^\$\{(\w+)Arn\}$/.exec(FunctionName)?.[1] ?? FunctionName;
    const payload = await fill(Payload, this.#bindings(position, {}));
    if (state.Resource?.endsWith('.waitForTaskToken') !== true) return { kind: 'task', program, payload };
    const isLast = this.#times.isLast(position);
    const timesOut = state.TimeoutSeconds !== undefined;
    return { kind: 'task', program, payload, callback: { token: this.#times.token(position), timesOut, isLast } };
  }
}
