import { ServiceError } from '../service.ts';
import { type Comparison, comparisonOf, equals, onlyEntryOf, PatternFault } from './comparisons.ts';

/** Tells whether an event satisfies a rule's pattern. */
export type Pattern = (event: unknown) => boolean;

/** `absent`: no candidate object has the field at all. */
type FieldTest = (value: unknown, absent: boolean) => boolean;
type Fields = Readonly<Record<string, unknown>>;

/** A pattern may have 2,048 characters. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const patternLimit = 2_048;

/**
 * Compiles a pattern with EventBridge's meaning: fields are and, values of a field are or, an array in the event matches when
 * one element does, `$or` is or across fields. Throws InvalidEventPatternException.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html and https://github.com/aws/event-ruler
 */
export function compilePattern(text: string): Pattern {
  if (text.length > patternLimit) {
    throw new ServiceError('LimitExceededException', `Event pattern is longer than ${patternLimit} characters.`);
  }
  try {
    const root: unknown = JSON.parse(text);
    if (!isFields(root)) throw new PatternFault('Filter is not an object');
    const test = objectTest(root);
    return (event) => test(event, false);
  } catch (error) {
    if (!(error instanceof PatternFault || error instanceof SyntaxError)) throw error;
    throw new ServiceError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${error.message}`);
  }
}

function objectTest(pattern: Fields): FieldTest {
  const entries = Object.entries(pattern);
  if (entries.length === 0) throw new PatternFault('Empty objects are not allowed');
  const tests = entries.map(([name, value]) => entryTest(name, value));
  return (value) => {
    const candidates = candidatesOf(value);
    return candidates.some((candidate) => tests.every((test) => test(candidate, candidates)));
  };
}

/** Sibling fields must hold in one and the same element of an array of objects, so the test sees that element and all of them. */
type EntryTest = (candidate: Fields, candidates: readonly Fields[]) => boolean;

function entryTest(name: string, value: unknown): EntryTest {
  if (name === '$or') return orTest(value);
  const test = valueTest(name, value);
  return (candidate, candidates) => {
    const absent = candidates.every((other) => leavesOf(other[name]).length === 0);
    return test(candidate[name], absent);
  };
}

function valueTest(name: string, value: unknown): FieldTest {
  if (Array.isArray(value)) return leafTest(value);
  if (isFields(value)) return objectTest(value);
  throw new PatternFault(`"${name}" must be an object or an array`);
}

const reservedInOr = [
  'exists',
  'prefix',
  'suffix',
  'anything-but',
  'numeric',
  'cidr',
  'wildcard',
  'equals-ignore-case',
];

function orTest(branches: unknown): EntryTest {
  if (!Array.isArray(branches)) throw new PatternFault('It must be an Array followed with $or.');
  if (branches.length < 2) throw new PatternFault('There must have at least 2 Objects in $or relationship.');
  const tests = branches.map((branch: unknown) => {
    if (!isFields(branch)) throw new PatternFault('Only JSON object is allowed in array of $or relationship.');
    const reserved = Object.keys(branch).find((name) => reservedInOr.includes(name));
    if (reserved) throw new PatternFault(`${reserved} is Ruler reserved fieldName which cannot be used inside $or.`);
    return objectTest(branch);
  });
  return (candidate) => tests.some((test) => test(candidate, false));
}

function leafTest(alternatives: readonly unknown[]): FieldTest {
  if (alternatives.length === 0) throw new PatternFault('Empty arrays are not allowed');
  const tests = alternatives.map(alternativeTest);
  return (value, absent) => tests.some((test) => test(value, absent));
}

function alternativeTest(alternative: unknown): FieldTest {
  if (Array.isArray(alternative)) {
    throw new PatternFault('Match value must be String, number, true, false, or null');
  }
  if (!isFields(alternative)) return anyLeaf(equals(alternative));
  const [operator, operand] = onlyEntryOf(alternative, 'Match expression name not found');
  if (operator !== 'exists') return anyLeaf(comparisonOf(operator, operand));
  if (typeof operand !== 'boolean') throw new PatternFault('exists match pattern must be either true or false.');
  return (value, absent) => (operand ? leavesOf(value).length > 0 : absent);
}

function anyLeaf(comparison: Comparison): FieldTest {
  return (value) => leavesOf(value).some(comparison);
}

/** The scalars a field has: `exists` and comparisons work on leaves, an inner object is none. */
function leavesOf(value: unknown): unknown[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap(leavesOf);
  return isFields(value) ? [] : [value];
}

/** The objects that a nested pattern may hold in; a missing one counts as empty, so that `exists: false` can match. */
function candidatesOf(value: unknown): readonly Fields[] {
  const objects = Array.isArray(value)
    ? value.flat(Number.POSITIVE_INFINITY).filter(isFields)
    : [value].filter(isFields);
  return objects.length > 0 ? objects : [{}];
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
