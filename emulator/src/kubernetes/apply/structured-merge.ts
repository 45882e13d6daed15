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

function mergedList(schema: Schema, live: readonly Json[], applied: readonly Json[]): readonly Json[] {
  const [left, right] = [byElement(schema, live), byElement(schema, applied)];
  return mergedOrder([...left.keys()], [...right.keys()]).flatMap((element) => {
    const [mine, theirs] = [left.get(element), right.get(element)];
    if (theirs === undefined) return mine === undefined ? [] : [mine];
    return [mergedValue(itemSchema(schema), mine, theirs)];
  });
}

function byElement(schema: Schema, list: readonly Json[]): ReadonlyMap<string, Json> {
  return new Map(list.map((item) => [itemElement(schema, item), item]));
}

/**
 * Shared items follow the applied order; others keep their place, live ones first. As in structured-merge-diff's list merge:
 * https://github.com/kubernetes-sigs/structured-merge-diff/blob/master/typed/merge.go
 */
function mergedOrder(live: readonly string[], applied: readonly string[]): readonly string[] {
  const shared = applied.filter((element) => live.includes(element));
  const order: string[] = [];
  const [left, right] = [[...live], [...applied]];
  while (left.length > 0 || right.length > 0) {
    const [mine, theirs] = [left[0], right[0]];
    const next = shared.find((element) => !order.includes(element));
    if (mine !== undefined && mine === theirs) {
      order.push(mine);
      left.shift();
      right.shift();
    } else if (
      mine !== undefined &&
      theirs !== undefined &&
      shared.includes(mine) &&
      next !== undefined &&
      next !== mine
    ) {
      left.shift();
    } else if (mine !== undefined && !shared.includes(mine)) {
      order.push(mine);
      left.shift();
    } else {
      if (mine !== undefined && order.includes(mine)) left.shift();
      if (theirs !== undefined) order.push(theirs);
      right.shift();
    }
  }
  return order;
}

/** The object without the fields of the set; what holds them stays, if need be empty, and items keep their keys. */
export function pruned(schema: Schema, object: JsonObject, gone: FieldSet): JsonObject {
  const fields: Record<string, Json> = {};
  for (const [field, value] of Object.entries(object)) {
    const child = gone.children.get(`f:${field}`);
    const kept = child === undefined ? value : prunedValue(fieldSchema(schema, field) ?? {}, value, child);
    if (kept !== undefined) fields[field] = kept;
  }
  return fields;
}

function prunedValue(schema: Schema, value: Json, gone: FieldSet): Json | undefined {
  if (isEmpty(gone)) return value;
  if (gone.member) return undefined;
  if (isList(value)) return prunedList(schema, value, gone);
  return isObject(value) ? pruned(schema, value, gone) : value;
}

function prunedList(schema: Schema, list: readonly Json[], gone: FieldSet): readonly Json[] {
  return list.flatMap((item) => {
    const child = gone.children.get(itemElement(schema, item));
    const value = child === undefined ? item : prunedValue(itemSchema(schema), item, child);
    return value === undefined ? [] : [withKeys(schema, item, value)];
  });
}

function withKeys(schema: Schema, item: Json, kept: Json): Json {
  if (listType(schema) !== 'map' || !isObject(item) || !isObject(kept)) return kept;
  const keys = Object.keys(itemKey(schema, item)).flatMap((name) => {
    const value = item[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(keys), ...kept };
}
