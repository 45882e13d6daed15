import { ServiceError } from '../../service.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { Definition } from './asl.ts';
import { type FieldTable, fieldsOf, integer, oneOf } from './checks.ts';
import { Diagnostics } from './diagnostics.ts';
import { groupFields } from './state-fields.ts';
import { checkTransitions } from './transitions.ts';
import { checkScopes } from './variables.ts';

/** Definitions of more than 1 MB are refused (Step Functions service quotas). */
const DEFINITION_LIMIT_BYTES = 1_048_576;

const machineFields: FieldTable = {
  ...groupFields,
  QueryLanguage: { check: oneOf('JSONata'), required: true },
  TimeoutSeconds: { check: integer(1, 99_999_999) },
  Version: { check: oneOf('1.0') },
};

/** Reads and checks a definition as CreateStateMachine does; throws `InvalidDefinition` that names every state and field. */
export function readDefinition(source: string): Definition {
  const parsed = parse(source);
  refuseJsonPath(parsed);
  const found = new Diagnostics();
  fieldsOf(machineFields)(parsed, '', found);
  found.throwIfAny();
  const definition = parsed as unknown as Definition;
  checkTransitions(definition, '', found);
  checkScopes(definition, '', found);
  found.throwIfAny();
  return definition;
}

function parse(source: string): JsonObject {
  if (Buffer.byteLength(source) > DEFINITION_LIMIT_BYTES) {
    throw new ServiceError('InvalidDefinition', 'Invalid State Machine Definition: the definition exceeds 1 MB');
  }
  const parsed = parseJson(source);
  if (isJsonObject(parsed)) return parsed;
  throw invalidJson('The definition is not a JSON object');
}

function parseJson(source: string): Json {
  try {
    return JSON.parse(source) as Json;
  } catch (error) {
    throw invalidJson((error as Error).message);
  }
}

function invalidJson(reason: string): ServiceError {
  const message = `Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION: ${reason}'`;
  return new ServiceError('InvalidDefinition', message);
}

function refuseJsonPath(definition: JsonObject): void {
  if ((definition['QueryLanguage'] ?? 'JSONPath') !== 'JSONPath') return;
  const advice = 'set "QueryLanguage": "JSONata" at the top of the definition';
  const message = `Invalid State Machine Definition: 'the emulator runs JSONata machines only; ${advice} at /QueryLanguage'`;
  throw new ServiceError('InvalidDefinition', message);
}
