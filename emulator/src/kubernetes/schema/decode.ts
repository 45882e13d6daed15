import type { Resource } from '../api/resources.ts';
import { badRequest, invalid } from '../api/status-error.ts';
import { isList, isObject, type Json, type JsonObject } from '../objects/json.ts';
import { definition, fieldSchema, isMap, itemSchema, type Schema } from './schema.ts';

/** A body as the server understood it, and the fields that it did not know and left out. */
export interface Decoded {
  readonly object: JsonObject;
  readonly unknownFields: readonly string[];
}

interface Walk {
  readonly resource: Resource;
  readonly keepsEmpty: boolean;
  readonly unknownFields: string[];
}

/**
 * Reads a body by the schema of its kind: wrong types are refused; unknown fields, nulls, and optional fields that are empty
 * are left out, as when the real server reads JSON into its own types.
 */
export function decoded(resource: Resource, body: JsonObject, definitionName = resource.definition): Decoded {
  return walked({ resource, keepsEmpty: resource.custom, unknownFields: [] }, body, definitionName);
}

/** Reads a configuration to apply, which owns also what it says to be empty. */
export function decodedConfiguration(resource: Resource, body: JsonObject): Decoded {
  return walked({ resource, keepsEmpty: true, unknownFields: [] }, body, resource.definition);
}

function walked(walk: Walk, body: JsonObject, definitionName: string): Decoded {
  const object = decodedObject(walk, definition(definitionName), body, '');
  return { object, unknownFields: walk.unknownFields };
}

function decodedObject(walk: Walk, schema: Schema, value: JsonObject, path: string): JsonObject {
  if (schema.properties === undefined && !isMap(schema)) return value;
  const fields: Record<string, Json> = {};
  for (const [field, child] of Object.entries(value)) {
    const where = path === '' ? field : `${path}.${field}`;
    const known = fieldSchema(schema, field);
    if (known === undefined) walk.unknownFields.push(where);
    else if (child !== null) {
      const read = decodedValue(walk, known, child, where);
      if (!isOmitted(walk, schema, field, known, read)) fields[field] = read;
    }
  }
  return fields;
}

/** Go's `omitempty`: an empty list, map or optional text is as good as none; entries of maps are never optional. */
function isOmitted({ keepsEmpty }: Walk, parent: Schema, field: string, schema: Schema, value: Json): boolean {
  if (keepsEmpty) return false;
  if (isList(value)) return value.length === 0;
  if (isObject(value)) return isMap(schema) && Object.keys(value).length === 0;
  return value === '' && parent.properties?.[field] !== undefined && parent.required?.includes(field) !== true;
}

function decodedValue(walk: Walk, schema: Schema, value: Json, path: string): Json {
  switch (schema.type) {
    case 'object':
      return isObject(value) ? decodedObject(walk, schema, value, path) : mistyped(walk, value, path, 'object');
    case 'array':
      return decodedList(walk, schema, value, path);
    case 'integer':
      return Number.isInteger(value) ? value : mistyped(walk, value, path, schema.format ?? 'int32');
    case 'boolean':
      return typeof value === 'boolean' ? value : mistyped(walk, value, path, 'bool');
    case 'string':
      return decodedString(walk, schema, value, path);
    default:
      return value;
  }
}

function decodedList(walk: Walk, schema: Schema, value: Json, path: string): Json {
  if (!isList(value)) return mistyped(walk, value, path, 'list');
  return value.map((item, index) => decodedValue(walk, itemSchema(schema), item, `${path}[${index}]`));
}

function decodedString(walk: Walk, schema: Schema, value: Json, path: string): Json {
  if (typeof value === 'number' && schema.format === 'int-or-string') return value;
  if (typeof value === 'number' && schema.format === 'quantity') return String(value);
  if (typeof value !== 'string') return mistyped(walk, value, path, 'string');
  if (schema.format === 'byte' && !/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(value)) {
    throw badRequest(`${unreadable(walk)}: illegal base64 data at ${path}`);
  }
  return value;
}

function mistyped(walk: Walk, value: Json, path: string, wanted: string): never {
  const { resource } = walk;
  const got = isList(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
  if (resource.custom) {
    const message = `Invalid value: "${got}": ${path} in body must be of type ${wanted}: "${got}"`;
    throw invalid(resource.group, resource.kind, '', [{ reason: 'FieldValueTypeInvalid', message, field: path }]);
  }
  throw badRequest(
    `${unreadable(walk)}: json: cannot unmarshal ${got} into Go struct field ${resource.kind}.${path} of type ${wanted}`,
  );
}

function unreadable({ resource }: Walk): string {
  return `${resource.kind} in version "${resource.version}" cannot be handled as a ${resource.kind}`;
}
