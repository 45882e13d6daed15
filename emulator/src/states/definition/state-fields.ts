import { isJsonObject } from '../json.ts';
import { readTimestamp } from '../timestamp.ts';
import {
  both,
  type Check,
  expressed,
  type Field,
  type FieldTable,
  fieldsOf,
  integer,
  nonEmptyArrayOf,
  oneOf,
  template,
  text,
  trueOnly,
} from './checks.ts';
import { catchers, retriers } from './error-handling.ts';
import { checkTask, taskFields } from './task-fields.ts';
import { variableNames } from './variables.ts';

const MAX_SECONDS = 99_999_999;

const optional = (check: Check): Field => ({ check });
const required = (check: Check): Field => ({ check, required: true });

const literalCondition: Check = (value, at, found) => {
  if (typeof value !== 'boolean') found.refuse('Expected value of type Boolean or JSONata expression', at);
};

const array: Check = (value, at, found) => {
  if (!Array.isArray(value)) found.refuse('Expected value of type Array or JSONata expression', at);
  else template('input', 'context')(value, at, found);
};

const timestamp: Check = (value, at, found) => {
  if (readTimestamp(String(value)) === undefined) found.refuse('Expected value of type Timestamp (ISO-8601)', at);
};

const inlineOnly: Check = (value, at, found) => {
  const mode = isJsonObject(value) ? value['Mode'] : undefined;
  if (mode !== 'INLINE') found.refuse("The emulator runs Map states of mode 'INLINE' only", `${at}/Mode`);
};

const common: FieldTable = { Type: required(text), Comment: optional(text), QueryLanguage: optional(oneOf('JSONata')) };
const flow: FieldTable = { ...common, Next: optional(text), End: optional(trueOnly) };
const effects: FieldTable = {
  Output: optional(template('input', 'context')),
  Assign: optional(both(variableNames, template('input', 'context'))),
};
const resultEffects: FieldTable = {
  Output: optional(template('input', 'context', 'result')),
  Assign: optional(both(variableNames, template('input', 'context', 'result'))),
};
const errorHandling: FieldTable = { Retry: optional(retriers), Catch: optional(catchers) };

/** Each kind of state with all the fields that it may have in JSONata. */
const tables: Readonly<Record<string, () => FieldTable>> = {
  Pass: () => ({ ...flow, ...effects }),
  Task: () => ({ ...flow, ...resultEffects, ...errorHandling, ...taskFields }),
  Choice: () => ({
    ...common,
    ...effects,
    Choices: required(nonEmptyArrayOf(fieldsOf(ruleFields))),
    Default: optional(text),
  }),
  Wait: () => ({
    ...flow,
    ...effects,
    Seconds: optional(expressed(integer(0, MAX_SECONDS), 'input', 'context')),
    Timestamp: optional(expressed(timestamp, 'input', 'context')),
  }),
  Succeed: () => ({ ...common, Output: optional(template('input', 'context')) }),
  Fail: () => ({
    ...common,
    Error: optional(expressed(text, 'input', 'context')),
    Cause: optional(expressed(text, 'input', 'context')),
  }),
  Parallel: () => ({
    ...flow,
    ...resultEffects,
    ...errorHandling,
    Branches: required(nonEmptyArrayOf(fieldsOf(groupFields))),
    Arguments: optional(template('input', 'context')),
  }),
  Map: () => ({
    ...flow,
    ...resultEffects,
    ...errorHandling,
    Items: optional(expressed(array, 'input', 'context')),
    ItemSelector: optional(template('input', 'context')),
    ItemProcessor: required(fieldsOf({ ...groupFields, ProcessorConfig: optional(inlineOnly) })),
    MaxConcurrency: optional(expressed(integer(0, MAX_SECONDS), 'input', 'context')),
  }),
};

const ruleFields: FieldTable = {
  Condition: required(expressed(literalCondition, 'input', 'context')),
  Next: required(text),
  Comment: optional(text),
  ...effects,
};

/** The fields of the machine itself, a branch or an item processor. */
export const groupFields: FieldTable = {
  StartAt: required(text),
  States: required((value, at, found) => checkStates(value, at, found)),
  Comment: optional(text),
};

const checkStates: Check = (value, at, found) => {
  if (!isJsonObject(value)) return found.refuse('Expected value of type Object', at);
  for (const [name, state] of Object.entries(value)) checkState(state, `${at}/${name}`, found);
};

const checkState: Check = (state, at, found) => {
  if (!isJsonObject(state)) return found.refuse('Expected value of type Object', at);
  const table = tables[String(state['Type'])];
  if (!table) return found.refuse(`Field 'Type' must be one of [${Object.keys(tables).join(', ')}]`, at);
  fieldsOf(table())(state, at, found);
  checkTask(state, at, found);
  if ('Next' in table() && (state['Next'] === undefined) === (state['End'] === undefined)) {
    found.refuse("Exactly one of the fields 'Next' and 'End' is required", at);
  }
  if (state['Type'] === 'Wait' && (state['Seconds'] === undefined) === (state['Timestamp'] === undefined)) {
    found.refuse("Exactly one of the fields 'Seconds' and 'Timestamp' is required", at);
  }
};
