import { readFileSync } from 'node:fs';
import { isList, isObject, type Json, type JsonObject } from '../objects/json.ts';

/** One node of the API server's OpenAPI document, with the extensions that say how lists and maps merge. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema;
  readonly 'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map';
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-map-type'?: 'atomic' | 'granular';
  readonly 'x-kubernetes-patch-strategy'?: string;
  readonly 'x-kubernetes-patch-merge-key'?: string;
}

const refPrefix = '#/definitions/';
const definitions = new Map<string, Schema>([
  ...definitionsIn('kubernetes.json'),
  ...definitionsIn('load-balancer-controller.json'),
  ['io.k8s.apimachinery.pkg.api.resource.Quantity', { type: 'string', format: 'quantity' }],
]);
const keyDefaults: Readonly<Record<string, Json>> = { protocol: 'TCP' };

function definitionsIn(file: string): readonly [string, Schema][] {
  const document: { readonly definitions: Readonly<Record<string, Schema>> } = JSON.parse(
    readFileSync(new URL(file, import.meta.url), 'utf8'),
  );
  return Object.entries(document.definitions);
}

/** All definitions, as the server publishes them. */
export function allDefinitions(): Readonly<Record<string, Schema>> {
  return Object.fromEntries(definitions);
}

/** The named definition; throws when the schema files lack it. */
export function definition(name: string): Schema {
  const found = definitions.get(name);
  if (found === undefined) throw new Error(`No OpenAPI definition is named ${name}.`);
  return found;
}

/** The schema with its reference followed; what the referring place says of merging wins. */
export function resolved(schema: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  const { $ref, ...rest } = schema;
  return { ...definition($ref.slice(refPrefix.length)), ...rest };
}

/** The schema of a field of an object: a property, a map's value, or undefined when the object has no such field. */
export function fieldSchema(schema: Schema, field: string): Schema | undefined {
  const found = schema.properties?.[field] ?? schema.additionalProperties;
  return found === undefined ? undefined : resolved(found);
}

/** The schema of a list's items; anything goes where the document says nothing. */
export function itemSchema(schema: Schema): Schema {
  return schema.items === undefined ? {} : resolved(schema.items);
}

/** Whether the value merges as one piece: scalars, atomic lists and maps, and objects of unknown shape. */
export function isAtomic(schema: Schema, value: Json): boolean {
  if (isList(value)) return listType(schema) === 'atomic';
  if (!isObject(value)) return true;
  const shaped = schema.properties !== undefined || schema.additionalProperties !== undefined;
  return schema['x-kubernetes-map-type'] === 'atomic' || !shaped;
}

/** How a list merges: replaced whole, as a set of scalars, or item by item under keys. */
export function listType(schema: Schema): 'atomic' | 'set' | 'map' {
  return schema['x-kubernetes-list-type'] ?? 'atomic';
}

/** Whether the object is a map with names chosen by the user, such as labels. */
export function isMap(schema: Schema): boolean {
  return schema.additionalProperties !== undefined;
}

/**
 * The fields that identify an item of a keyed list, in alphabetical order; a protocol that is not given is TCP.
 * See https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy
 */
export function itemKey(schema: Schema, item: JsonObject): JsonObject {
  const names = [...(schema['x-kubernetes-list-map-keys'] ?? [])].sort();
  return Object.fromEntries(names.map((name) => [name, item[name] ?? keyDefaults[name] ?? null]));
}
