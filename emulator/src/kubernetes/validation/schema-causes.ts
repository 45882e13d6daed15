import type { Cause } from '../api/status-error.ts';
import { isList, isObject, type Json, type JsonObject } from '../objects/json.ts';
import { fieldSchema, itemSchema, type Schema } from '../schema/schema.ts';
import { required, unsupported } from './causes.ts';

const unvalidated = new Set(['metadata', 'status']);

/** Required fields that are missing and values outside their enumeration, anywhere but in metadata and status. */
export function schemaCauses(schema: Schema, object: JsonObject): readonly Cause[] {
  return Object.entries(object)
    .filter(([field]) => !unvalidated.has(field))
    .flatMap(([field, value]) => causesAt(fieldSchema(schema, field) ?? {}, value, field));
}

function causesAt(schema: Schema, value: Json, path: string): readonly Cause[] {
  if (isList(value)) return value.flatMap((item, index) => causesAt(itemSchema(schema), item, `${path}[${index}]`));
  if (isObject(value)) return [...missing(schema, value, path), ...below(schema, value, path)];
  const allowed = schema.enum;
  if (allowed === undefined || typeof value !== 'string' || allowed.includes(value)) return [];
  return [unsupported(path, value, allowed)];
}

function missing(schema: Schema, value: JsonObject, path: string): readonly Cause[] {
  const absent = (schema.required ?? []).filter((field) => value[field] === undefined || value[field] === '');
  return absent.map((field) => required(`${path}.${field}`));
}

function below(schema: Schema, value: JsonObject, path: string): readonly Cause[] {
  return Object.entries(value).flatMap(([field, child]) =>
    causesAt(fieldSchema(schema, field) ?? {}, child, `${path}.${field}`),
  );
}
