import { isList, isObject, type Json, type JsonObject } from '../objects/json.ts';
import { fieldSchema, itemSchema, type Schema } from '../schema/schema.ts';

const directive = '$patch';
const deletion = '$deleteFromPrimitiveList/';
const order = '$setElementOrder/';
const retained = '$retainKeys';

/**
 * A strategic merge patch: lists with a merge key merge item by item, `$patch: delete` and `$patch: replace` are obeyed.
 * See https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/
 */
export function strategicallyMerged(schema: Schema, live: JsonObject, patch: JsonObject): JsonObject {
  if (patch[directive] === 'replace') return bare(patch);
  const fields = { ...keptKeys(live, patch) };
  for (const [field, value] of Object.entries(patch)) {
    if (field.startsWith(deletion)) dropValues(fields, field.slice(deletion.length), value);
    else if (!field.startsWith('$')) setField(schema, fields, field, value);
  }
  return fields;
}

function setField(schema: Schema, fields: Record<string, Json>, field: string, value: Json): void {
  const old = fields[field];
  const known = fieldSchema(schema, field) ?? {};
  if (value === null) delete fields[field];
  else if (isObject(value) && value[directive] === 'delete') delete fields[field];
  else if (isObject(value) && known['x-kubernetes-patch-strategy'] === 'replace') fields[field] = bare(value);
  else if (isObject(value)) fields[field] = strategicallyMerged(known, isObject(old) ? old : {}, value);
  else if (isList(value)) fields[field] = mergedList(known, isList(old) ? old : [], value);
  else fields[field] = value;
}

function mergedList(schema: Schema, live: readonly Json[], patch: readonly Json[]): readonly Json[] {
  const merges = schema['x-kubernetes-patch-strategy']?.split(',').includes('merge') === true;
  const key = schema['x-kubernetes-patch-merge-key'];
  if (!merges || patch.some((item) => isObject(item) && item[directive] === 'replace')) return patch.filter(isContent);
  if (key === undefined) return [...live, ...patch.filter((item) => !live.includes(item))];
  const items = [...live];
  for (const item of patch) if (isObject(item)) mergeItem(itemSchema(schema), items, key, item);
  return interleaved(items, live, patch, (item) => (isObject(item) ? item[key] : undefined));
}

/** Items of the patch in its order; those that only live has stay before the shared items that they preceded. */
function interleaved(
  items: readonly Json[],
  live: readonly Json[],
  patch: readonly Json[],
  keyOf: (item: Json) => Json | undefined,
): readonly Json[] {
  const [order, before] = [patch.map(keyOf), live.map(keyOf)];
  const place = (item: Json) => before.indexOf(keyOf(item));
  const inPatch = items.filter((item) => order.includes(keyOf(item)));
  const right = inPatch.sort((one, other) => order.indexOf(keyOf(one)) - order.indexOf(keyOf(other)));
  const left = items.filter((item) => !order.includes(keyOf(item)));
  const result: Json[] = [];
  for (const item of right) {
    while (left[0] !== undefined && place(item) >= 0 && place(left[0]) < place(item)) result.push(...left.splice(0, 1));
    result.push(item);
  }
  return [...result, ...left];
}

function isContent(item: Json): boolean {
  return !isObject(item) || item[directive] === undefined;
}

function mergeItem(schema: Schema, items: Json[], key: string, item: JsonObject): void {
  const index = items.findIndex((one) => isObject(one) && one[key] === item[key]);
  const old = items[index];
  if (item[directive] === 'delete') {
    if (index >= 0) items.splice(index, 1);
  } else if (isObject(old)) {
    items[index] = strategicallyMerged(schema, old, item);
  } else {
    items.push(bare(item));
  }
}

function keptKeys(live: JsonObject, patch: JsonObject): JsonObject {
  const keys = patch[retained];
  if (!isList(keys)) return live;
  return Object.fromEntries(Object.entries(live).filter(([field]) => keys.includes(field)));
}

function dropValues(fields: Record<string, Json>, field: string, values: Json): void {
  const old = fields[field];
  if (isList(old) && isList(values)) fields[field] = old.filter((one) => !values.includes(one));
}

function bare(patch: JsonObject): JsonObject {
  const content = Object.entries(patch).filter(
    ([field, value]) => field !== directive && field !== retained && !field.startsWith(order) && value !== null,
  );
  return Object.fromEntries(content);
}
