import { type Json, typeName } from '../json.ts';
import { readTimestamp } from '../timestamp.ts';
import { queryFailure } from './evaluator.ts';
import { expressionIn } from './expression.ts';

/** Where an evaluated value comes from, for error messages. */
export interface Origin {
  readonly template: Json;
  readonly field: string;
}

/** Turns an evaluated value into what its field needs; throws `States.QueryEvaluationError` when that can't be. */
export type Convert<T> = (value: Json, origin: Origin) => T;

export function wholeNumber(from: number, to: number): Convert<number> {
  return (value, origin) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) throw wrongType(value, origin, 'integer');
    if (value >= from && value <= to) return value;
    throw queryFailure(`${subjectOf(origin)} returned ${value}, which is not within the range ${from} to ${to}.`);
  };
}

export const truth: Convert<boolean> = (value, origin) => {
  if (typeof value !== 'boolean') throw wrongType(value, origin, 'boolean');
  return value;
};

export const textOf: Convert<string> = (value, origin) => {
  if (typeof value !== 'string') throw wrongType(value, origin, 'string');
  return value;
};

export const arrayOf: Convert<readonly Json[]> = (value, origin) => {
  if (!Array.isArray(value)) throw wrongType(value, origin, 'array');
  return value;
};

/** Epoch milliseconds of an ISO-8601 timestamp with a time zone. */
export const instant: Convert<number> = (value, origin) => {
  const text = textOf(value, origin);
  const ms = readTimestamp(text);
  if (ms === undefined) throw queryFailure(`${subjectOf(origin)} returned '${text}', which is no ISO-8601 timestamp.`);
  return ms;
};

function subjectOf({ template, field }: Origin): string {
  return `The JSONata expression '${expressionIn(template) ?? JSON.stringify(template)}' specified for the field '${field}'`;
}

function wrongType(value: Json, origin: Origin, expected: string) {
  const found = `Expected '${expected}', but was '${typeName(value)}' for value: ${JSON.stringify(value)}`;
  return queryFailure(`${subjectOf(origin)} returned an unexpected result type. ${found}`);
}
