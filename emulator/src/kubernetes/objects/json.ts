import { isDeepStrictEqual } from 'node:util';

/** What JSON can say. Objects of the API are never changed in place, so everything is read-only. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export type JsonObject = { readonly [field: string]: Json };

/** Whether the value is a JSON object, not a list and not null. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether the value is a JSON list. */
export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** Deep equality; the order of an object's fields does not count. */
export function equal(left: unknown, right: unknown): boolean {
  return isDeepStrictEqual(left, right);
}

/** The object without the named fields. */
export function without(object: JsonObject, ...fields: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([field]) => !fields.includes(field)));
}

/** The value at the path of fields, or undefined when anything on the way is missing. */
export function at(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  let here = value;
  for (const field of path) here = isObject(here) ? here[field] : undefined;
  return here;
}

/** The object with `value` at the path of fields; missing objects on the way are made, `undefined` removes the field. */
export function withAt(object: JsonObject, path: readonly string[], value: Json | undefined): JsonObject {
  const [field, ...rest] = path;
  if (field === undefined) return object;
  if (rest.length === 0) return value === undefined ? without(object, field) : { ...object, [field]: value };
  const child = object[field];
  if (value === undefined && !isObject(child)) return object;
  return { ...object, [field]: withAt(isObject(child) ? child : {}, rest, value) };
}
