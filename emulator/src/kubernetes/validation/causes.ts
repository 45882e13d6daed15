import type { Cause } from '../api/status-error.ts';
import type { Json } from '../objects/json.ts';

/** What is wrong with which field, in the API server's words. */
export function required(field: string, why = ''): Cause {
  return { reason: 'FieldValueRequired', message: `Required value${why === '' ? '' : `: ${why}`}`, field };
}

export function invalidValue(field: string, value: Json | undefined, why: string): Cause {
  return { reason: 'FieldValueInvalid', message: `Invalid value: ${JSON.stringify(value ?? null)}: ${why}`, field };
}

export function unsupported(field: string, value: Json, supported: readonly string[]): Cause {
  const list = supported.map((one) => `"${one}"`).join(', ');
  const message = `Unsupported value: ${JSON.stringify(value)}: supported values: ${list}`;
  return { reason: 'FieldValueNotSupported', message, field };
}

export function forbiddenField(field: string, why: string): Cause {
  return { reason: 'FieldValueForbidden', message: `Forbidden: ${why}`, field };
}

export function duplicate(field: string, value: Json): Cause {
  return { reason: 'FieldValueDuplicate', message: `Duplicate value: ${JSON.stringify(value)}`, field };
}

export function notFoundValue(field: string, value: Json): Cause {
  return { reason: 'FieldValueNotFound', message: `Not found: ${JSON.stringify(value)}`, field };
}

/** The cause when the condition holds, else nothing: rules read as lists of these. */
export function when(broken: boolean, cause: () => Cause): readonly Cause[] {
  return broken ? [cause()] : [];
}
