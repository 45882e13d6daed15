import jsonata from 'jsonata';
import type { Place } from '../../ports.ts';
import { StateFailure } from '../failure.ts';
import { isJsonObject, type Json } from '../json.ts';
import { expressionIn } from './expression.ts';
import { registerFunctions, timeFunctions } from './functions.ts';

/** Deeper expressions and longer arrays fail on AWS (measured by https://github.com/floci-io/floci/issues/2737). */
const STACK_LIMIT = 100;
const SEQUENCE_LIMIT = 873_782;
/** Real milliseconds; how long AWS waits is not published. */
const TIME_LIMIT_MS = 1000;

/** What an expression can refer to: `$states` and the workflow's variables. */
export interface Bindings {
  readonly states: Readonly<Record<string, Json>>;
  readonly variables: Readonly<Record<string, Json>>;
}

/** Evaluates JSONata as Step Functions does; everything that goes wrong is a `States.QueryEvaluationError`. */
export class Evaluator {
  readonly #place: Pick<Place, 'clock' | 'random'>;
  readonly #compiled = new Map<string, jsonata.Expression>();

  constructor(place: Pick<Place, 'clock' | 'random'>) {
    this.#place = place;
  }

  /** Replaces each expression in the template by its value; `field` names the template in errors, as `Output/count`. */
  async fill(template: Json, field: string, bindings: Bindings): Promise<Json> {
    const expression = expressionIn(template);
    if (expression !== undefined) return this.#evaluate(expression, field, bindings);
    if (Array.isArray(template)) {
      const items: Json[] = [];
      for (const [index, item] of template.entries()) items.push(await this.fill(item, `${field}[${index}]`, bindings));
      return items;
    }
    if (!isJsonObject(template)) return template;
    const filled: Record<string, Json> = {};
    for (const [key, item] of Object.entries(template))
      filled[key] = await this.fill(item, `${field}/${key}`, bindings);
    return filled;
  }

  async #evaluate(expression: string, field: string, bindings: Bindings): Promise<Json> {
    const subject = `The JSONata expression '${expression}' specified for the field '${field}'`;
    const result = await this.#run(expression, subject, bindings);
    if (result === undefined) throw queryFailure(`${subject} returned nothing (undefined).`);
    const text = JSON.stringify(result);
    if (text === undefined) throw queryFailure(`${subject} returned an unsupported result type.`);
    return JSON.parse(text) as Json;
  }

  async #run(expression: string, subject: string, bindings: Bindings): Promise<unknown> {
    const compiled = this.#compile(expression);
    const time = timeFunctions(this.#place.clock.now());
    try {
      return await compiled.evaluate(undefined, { ...time, ...bindings.variables, states: bindings.states });
    } catch (error) {
      const { code, message } = error as jsonata.JsonataError;
      throw queryFailure(`${subject} threw an error during evaluation${code ? `. ${code}` : ''}: ${message}`);
    }
  }

  #compile(expression: string): jsonata.Expression {
    const known = this.#compiled.get(expression);
    if (known) return known;
    const limits = { timeout: TIME_LIMIT_MS, stack: STACK_LIMIT, sequence: SEQUENCE_LIMIT };
    const compiled = jsonata(expression, limits);
    registerFunctions(compiled, this.#place.random);
    this.#compiled.set(expression, compiled);
    return compiled;
  }
}

/** A failure of an expression or of its result. */
export function queryFailure(cause: string): StateFailure {
  return new StateFailure('States.QueryEvaluationError', cause);
}
