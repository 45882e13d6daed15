import jsonata from 'jsonata';
import { isJsonObject, type Json } from '../json.ts';
import { expressionIn } from '../jsonata/expression.ts';
import { findUnsupported, type StatesMember } from '../jsonata/top-level-references.ts';
import type { Diagnostics } from './diagnostics.ts';

/** Says what is wrong with a value that stands at `at`. */
export type Check = (value: Json, at: string, found: Diagnostics) => void;

export interface Field {
  readonly check: Check;
  readonly required?: boolean;
}
export type FieldTable = Readonly<Record<string, Field>>;

/** `expected` completes "Expected value of type …". */
function expecting(expected: string, holds: (value: Json) => boolean): Check {
  return (value, at, found) => {
    if (!holds(value)) found.refuse(`Expected value of type ${expected}`, at);
  };
}

export const text = expecting('String', (value) => typeof value === 'string');
export const trueOnly = expecting('Boolean true', (value) => value === true);

export function oneOf(...allowed: readonly string[]): Check {
  return expecting(`Enum [${allowed.join(', ')}]`, (value) => typeof value === 'string' && allowed.includes(value));
}

export function integer(from: number, to: number): Check {
  const holds = (value: Json) => Number.isInteger(value) && Number(value) >= from && Number(value) <= to;
  return expecting(`Integer from ${from} to ${to}`, holds);
}

export function numberFrom(least: number): Check {
  return expecting(`Number of at least ${least}`, (value) => typeof value === 'number' && value >= least);
}

export function nonEmptyArrayOf(check: Check): Check {
  return (value, at, found) => {
    if (!Array.isArray(value) || value.length === 0) return found.refuse('Expected value of type non-empty Array', at);
    value.forEach((item: Json, index) => {
      check(item, `${at}[${index}]`, found);
    });
  };
}

/** Applies both checks. */
export function both(first: Check, second: Check): Check {
  return (value, at, found) => {
    first(value, at, found);
    second(value, at, found);
  };
}

/** An object with no other fields than the table's. */
export function fieldsOf(table: FieldTable): Check {
  return (value, at, found) => {
    if (!isJsonObject(value)) return found.refuse('Expected value of type Object', at);
    const missing = Object.keys(table).filter((name) => table[name]?.required && value[name] === undefined);
    if (missing.length > 0) found.refuse(`These fields are required: [${missing.join(', ')}]`, at);
    for (const [name, item] of Object.entries(value)) {
      const field = table[name];
      if (field) field.check(item, `${at}/${name}`, found);
      else found.refuse(unsupportedField(name), at);
    }
  };
}

const JSONPATH_ONLY =
  /^(InputPath|OutputPath|ResultPath|Parameters|ResultSelector|Result|Variable|\w+(Seconds|Items|Timestamp|Error|Cause|Concurrency)Path|ItemsPath|SecondsPath|TimestampPath|ErrorPath|CausePath)$/;

function unsupportedField(name: string): string {
  if (!JSONPATH_ONLY.test(name)) return `Field '${name}' is not supported`;
  return `The QueryLanguage is set to 'JSONata', but field '${name}' is only supported for the 'JSONPath' QueryLanguage`;
}

/** Any JSON whose expressions parse and read no other member of `$states`. */
export function template(...readable: readonly StatesMember[]): Check {
  return (value, at, found) => checkTemplate(value, at, found, readable);
}

/** A JSONata expression, or a literal for which `literal` holds. */
export function expressed(literal: Check, ...readable: readonly StatesMember[]): Check {
  return (value, at, found) => {
    if (expressionIn(value) === undefined) literal(value, at, found);
    else checkTemplate(value, at, found, readable);
  };
}

function checkTemplate(value: Json, at: string, found: Diagnostics, readable: readonly StatesMember[]): void {
  const expression = expressionIn(value);
  if (expression !== undefined) {
    checkExpression(expression, at, found, readable);
  } else if (Array.isArray(value)) {
    value.forEach((item: Json, index) => {
      checkTemplate(item, `${at}[${index}]`, found, readable);
    });
  } else if (isJsonObject(value)) {
    for (const [key, item] of Object.entries(value)) checkTemplate(item, `${at}/${key}`, found, readable);
  }
}

const trees = new Map<string, jsonata.ExprNode>();

/** Each expression is parsed once in a process, however many clouds have a machine with it; throws when it is none. */
function treeOf(source: string): jsonata.ExprNode {
  const tree = trees.get(source) ?? jsonata(source).ast();
  trees.set(source, tree);
  return tree;
}

function checkExpression(source: string, at: string, found: Diagnostics, readable: readonly StatesMember[]): void {
  try {
    for (const { message } of findUnsupported(treeOf(source), readable)) {
      found.report('UNSUPPORTED_JSONATA_EXPRESSION', message, at);
    }
  } catch (error) {
    found.report('INVALID_JSONATA_EXPRESSION', (error as Error).message, at);
  }
}
