import type { Json } from '../json.ts';
import { isJsonObject } from '../json.ts';
import {
  both,
  type Check,
  type FieldTable,
  fieldsOf,
  integer,
  nonEmptyArrayOf,
  numberFrom,
  oneOf,
  template,
  text,
} from './checks.ts';
import { variableNames } from './variables.ts';

const MAX_ATTEMPTS = 99_999_999;
const MAX_DELAY_SECONDS = 31_622_400;

const errorEquals = { ErrorEquals: { check: nonEmptyArrayOf(text), required: true } } as const;

const retrierFields: FieldTable = {
  ...errorEquals,
  IntervalSeconds: { check: integer(1, MAX_ATTEMPTS) },
  MaxAttempts: { check: integer(0, MAX_ATTEMPTS) },
  BackoffRate: { check: numberFrom(1) },
  MaxDelaySeconds: { check: integer(1, MAX_DELAY_SECONDS) },
  JitterStrategy: { check: oneOf('FULL', 'NONE') },
  Comment: { check: text },
};

const catcherFields: FieldTable = {
  ...errorEquals,
  Next: { check: text, required: true },
  Output: { check: template('input', 'context', 'errorOutput') },
  Assign: { check: both(variableNames, template('input', 'context', 'errorOutput')) },
  Comment: { check: text },
};

/** `States.ALL` matches everything after it in vain, so it must be alone in the last entry. */
const catchAllLast: Check = (value, at, found) => {
  if (!Array.isArray(value)) return;
  value.forEach((entry: Json, index) => {
    const names = isJsonObject(entry) ? entry['ErrorEquals'] : undefined;
    if (!Array.isArray(names) || !names.includes('States.ALL')) return;
    const location = `${at}[${index}]/ErrorEquals`;
    if (names.length > 1) found.refuse("'States.ALL' must appear alone in 'ErrorEquals'", location);
    if (index < value.length - 1) found.refuse("'States.ALL' must be in the last entry", location);
  });
};

const delayAboveInterval: Check = (value, at, found) => {
  if (!isJsonObject(value) || value['MaxDelaySeconds'] === undefined) return;
  if (Number(value['MaxDelaySeconds']) <= Number(value['IntervalSeconds'] ?? 1)) {
    found.refuse("'MaxDelaySeconds' must be greater than 'IntervalSeconds'", at);
  }
};

/** https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
export const retriers = both(nonEmptyArrayOf(both(fieldsOf(retrierFields), delayAboveInterval)), catchAllLast);
export const catchers = both(nonEmptyArrayOf(fieldsOf(catcherFields)), catchAllLast);
