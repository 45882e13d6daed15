import type { Json, JsonObject } from '../json.ts';

/**
 * The Amazon States Language as checked definitions hold it: JSONata only, inline Map only.
 * https://states-language.net/spec.html
 */
export interface StateGroup {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

export interface Definition extends StateGroup {
  readonly TimeoutSeconds?: number;
}

export type State =
  | PassState
  | TaskState
  | ChoiceState
  | WaitState
  | SucceedState
  | FailState
  | ParallelState
  | MapState;

/** Any JSON; strings in `{% %}` anywhere inside are JSONata. */
export type Template = Json;
/** A value, or a JSONata expression that gives one. */
export type Expressed<T> = T | string;

/** What a state or a rule leaves behind: the next state's input, and variables. */
export interface Effects {
  readonly Output?: Template;
  readonly Assign?: JsonObject;
}

interface Flow {
  readonly Next?: string;
  readonly End?: true;
}

export interface ErrorHandling {
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
}

export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly MaxAttempts?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: 'FULL' | 'NONE';
}

export interface Catcher extends Effects {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
}

export interface PassState extends Flow, Effects {
  readonly Type: 'Pass';
}

export interface TaskState extends Flow, Effects, ErrorHandling {
  readonly Type: 'Task';
  readonly Resource: string;
  readonly Arguments?: Template;
  readonly TimeoutSeconds?: Expressed<number>;
  readonly HeartbeatSeconds?: Expressed<number>;
}

export interface ChoiceRule extends Effects {
  readonly Condition: Expressed<boolean>;
  readonly Next: string;
}

export interface ChoiceState extends Effects {
  readonly Type: 'Choice';
  readonly Choices: readonly ChoiceRule[];
  readonly Default?: string;
}

export interface WaitState extends Flow, Effects {
  readonly Type: 'Wait';
  readonly Seconds?: Expressed<number>;
  readonly Timestamp?: string;
}

export interface SucceedState {
  readonly Type: 'Succeed';
  readonly Output?: Template;
}

export interface FailState {
  readonly Type: 'Fail';
  readonly Error?: string;
  readonly Cause?: string;
}

export interface ParallelState extends Flow, Effects, ErrorHandling {
  readonly Type: 'Parallel';
  readonly Branches: readonly StateGroup[];
  readonly Arguments?: Template;
}

export interface MapState extends Flow, Effects, ErrorHandling {
  readonly Type: 'Map';
  readonly ItemProcessor: StateGroup;
  readonly Items?: Template;
  readonly ItemSelector?: Template;
  readonly MaxConcurrency?: Expressed<number>;
}

/** States in which Retry and Catch may stand. */
export type FallibleState = TaskState | ParallelState | MapState;
