import type { Place } from '../../ports.ts';
import type { State } from '../definition/asl.ts';
import type { History, Trail } from '../history.ts';
import type { Integrations } from '../integrations/integration.ts';
import type { TaskTokens } from '../integrations/task-tokens.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Evaluator } from '../jsonata/evaluator.ts';
import type { Activity } from './activity.ts';

export type Variables = Readonly<Record<string, Json>>;

/** What all branches of one execution share. */
export interface Run {
  readonly place: Place;
  readonly evaluator: Evaluator;
  readonly history: History;
  readonly integrations: Integrations;
  readonly tokens: TaskTokens;
  readonly executionArn: string;
  readonly stateMachineArn: string;
  /** Hears of each state that is entered. */
  readonly onEntered?: (stateName: string) => void;
  /** The `Execution` and `StateMachine` parts of the context object. */
  context(): JsonObject;
}

/**
 * How far a group of states has come. It outlives a failed execution, which is what makes a redrive possible: `entered` is set
 * while a state runs, `children` while a Parallel or Map does, `output` once the group has ended well.
 */
export interface Frame {
  stateName: string;
  input: Json;
  variables: Variables;
  entered: Entry | undefined;
  children: Frame[] | undefined;
  output: { readonly value: Json } | undefined;
}

export interface Entry {
  readonly eventId: number;
  readonly time: string;
}

/** A group of states being run: the machine itself, a branch of a Parallel, an iteration of a Map. */
export interface Scope {
  readonly run: Run;
  readonly states: Readonly<Record<string, State>>;
  readonly frame: Frame;
  readonly trail: Trail;
  readonly activity: Activity;
  readonly signal: AbortSignal;
  /** Variables of the scopes around this one, readable here. */
  readonly outer: Variables;
  readonly mapItem: JsonObject | undefined;
}

/** Runs a scope to its end and answers its output. */
export type RunScope = (scope: Scope) => Promise<Json>;

/** What a state leaves behind; `next` is undefined when the scope ends here. */
export interface Conclusion {
  readonly output: Json;
  readonly assigned: Variables;
  readonly next: string | undefined;
}

export function startFrame(startAt: string, input: Json): Frame {
  return { stateName: startAt, input, variables: {}, entered: undefined, children: undefined, output: undefined };
}
