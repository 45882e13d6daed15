import { isList, isObject, type Json, type JsonObject } from '../objects/json.ts';
import { fieldSchema, isAtomic, itemKey, itemSchema, listType, type Schema } from '../schema/schema.ts';
import { type FieldSet, isEmpty } from './field-set.ts';
import { itemElement } from './field-walk.ts';

/** `live` with what `applied` mentions laid over it; keyed lists merge item by item, atomic values are replaced. */
export function merged(schema: Schema, live: JsonObject, applied: JsonObject): JsonObject {
  const fields = { ...live };
  for (const [field, value] of Object.entries(applied)) {
    fields[field] = mergedValue(fieldSchema(schema, field) ?? {}, live[field], value);
  }
  return fields;
}

function mergedValue(schema: Schema, live: Json | undefined, applied: Json): Json {
  if (live === undefined || isAtomic(schema, applied)) return applied;
  if (isList(applied)) return isList(live) ? mergedList(schema, live, applied) : applied;
  return isObject(live) && isObject(applied) ? merged(schema, live, applied) : applied;
}

/** Items follow the applied order; items that only live has keep their place before the next shared one. */
function mergedList(schema: Schema, live: readonly Json[], applied: readonly Json[]): readonly Json[] {
  const liveItems = new Map(live.map((item) => [itemElement(schema, item), item]));
  const appliedElements = new Set(applied.map((item) => itemElement(schema, item)));
  const pending = [...liveItems];
  const takeOnlyLive = () => {
    const items: Json[] = [];
    for (let next = pending[0]; next !== undefined && !appliedElements.has(next[0]); next = pending[0]) {
      items.push(next[1]);
      pending.shift();
    }
    return items;
  };
  const result: Json[] = [];
  for (const item of applied) {
    const element = itemElement(schema, item);
    if (liveItems.has(element)) result.push(...takeOnlyLive());
    if (pending[0]?.[0] === element) pending.shift();
    result.push(mergedValue(itemSchema(schema), liveItems.get(element), item));
  }
  const rest = pending.filter(([element]) => !appliedElements.has(element)).map(([, item]) => item);
  return [...result, ...rest];
}

/** The object without the fields of the set; what becomes empty by that goes too, keys of items stay. */
export function pruned(schema: Schema, object: JsonObject, gone: FieldSet): JsonObject {
  return prunedObject(schema, object, gone) ?? {};
}

function prunedValue(schema: Schema, value: Json, gone: FieldSet): Json | undefined {
  if (isEmpty(gone)) return value;
  if (gone.member) return undefined;
  if (isList(value)) return prunedList(schema, value, gone);
  return isObject(value) ? prunedObject(schema, value, gone) : value;
}

function prunedObject(schema: Schema, object: JsonObject, gone: FieldSet): JsonObject | undefined {
  const fields: Record<string, Json> = {};
  for (const [field, value] of Object.entries(object)) {
    const child = gone.children.get(`f:${field}`);
    const kept = child === undefined ? value : prunedValue(fieldSchema(schema, field) ?? {}, value, child);
    if (kept !== undefined) fields[field] = kept;
  }
  return Object.keys(fields).length === 0 ? undefined : fields;
}

function prunedList(schema: Schema, list: readonly Json[], gone: FieldSet): readonly Json[] | undefined {
  const kept = list.flatMap((item) => {
    const child = gone.children.get(itemElement(schema, item));
    const value = child === undefined ? item : prunedValue(itemSchema(schema), item, child);
    if (value !== undefined) return [withKeys(schema, item, value)];
    return child?.member === false && isObject(item) ? [itemKey(schema, item)] : [];
  });
  return kept.length === 0 ? undefined : kept;
}

function withKeys(schema: Schema, item: Json, kept: Json): Json {
  if (listType(schema) !== 'map' || !isObject(item) || !isObject(kept)) return kept;
  const keys = Object.keys(itemKey(schema, item)).flatMap((name) => {
    const value = item[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(keys), ...kept };
}
