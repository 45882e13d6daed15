import type { HistoryEventType } from '@aws-sdk/client-sfn';
import type { State } from '../definition/asl.ts';
import { StateFailure } from '../failure.ts';
import type { EventDetails } from '../history.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Convert } from '../jsonata/results.ts';
import type { Entry, Scope, Variables } from './scope.ts';

/** What only some expressions may read. */
export interface StatesData {
  readonly result?: Json;
  readonly errorOutput?: Json;
}

/** One stay of an execution in a state, over all its attempts. Variables are seen as they were when the state was entered. */
export class Visit<S extends State = State> {
  readonly scope: Scope;
  readonly state: S;
  readonly name: string;
  readonly input: Json;
  readonly #entry: Entry;
  retryCount = 0;
  taskToken: string | undefined;

  constructor(scope: Scope, state: S, entry: Entry) {
    this.scope = scope;
    this.state = state;
    this.name = scope.frame.stateName;
    this.input = scope.frame.input;
    this.#entry = entry;
  }

  /** Adds to the history; throws the signal's reason when the scope is over, even if a redrive has reopened the history. */
  record(type: HistoryEventType, details?: EventDetails): number {
    this.scope.signal.throwIfAborted();
    return this.scope.run.history.append(this.scope.trail, type, details);
  }

  get variables(): Variables {
    return { ...this.scope.outer, ...this.scope.frame.variables };
  }

  /** Fills the template in; a failure is recorded as `EvaluationFailed`. */
  evaluate(template: Json, field: string, data: StatesData = {}, mapItem?: JsonObject): Promise<Json> {
    return this.#reporting(field, () => this.#fill(template, field, data, mapItem));
  }

  /** As `evaluate`, with a result of the kind that the field needs. */
  evaluateAs<T>(template: Json, field: string, convert: Convert<T>): Promise<T> {
    return this.#reporting(field, async () => convert(await this.#fill(template, field, {}), { template, field }));
  }

  #fill(template: Json, field: string, data: StatesData, mapItem = this.scope.mapItem): Promise<Json> {
    const states = { input: this.input, context: this.#context(mapItem), ...data };
    return this.scope.run.evaluator.fill(template, field, { states, variables: this.variables });
  }

  #context(mapItem: JsonObject | undefined): JsonObject {
    return {
      ...this.scope.run.context(),
      State: { EnteredTime: this.#entry.time, Name: this.name, RetryCount: this.retryCount },
      ...(this.taskToken === undefined ? {} : { Task: { Token: this.taskToken } }),
      ...(mapItem ? { Map: { Item: mapItem } } : {}),
    };
  }

  async #reporting<T>(field: string, evaluate: () => Promise<T>): Promise<T> {
    try {
      return await evaluate();
    } catch (error) {
      if (!(error instanceof StateFailure)) throw error;
      const place = `the state '${this.name}' (entered at the event id #${this.#entry.eventId})`;
      const cause = `An error occurred while executing ${place}. ${error.cause}`;
      this.record('EvaluationFailed', {
        evaluationFailedEventDetails: { error: error.error, cause, location: field, state: this.name },
      });
      throw new StateFailure(error.error, cause);
    }
  }
}
