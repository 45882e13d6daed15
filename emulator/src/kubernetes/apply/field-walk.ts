import { equal, isList, isObject, type Json, type JsonObject } from '../objects/json.ts';
import { fieldSchema, isAtomic, isMap, itemKey, itemSchema, listType, type Schema } from '../schema/schema.ts';
import { type FieldSet, fieldSet, isEmpty, noFields, oneField } from './field-set.ts';

/** One part of a value that merges by itself: its path element, its value and its schema. */
export interface Part {
  readonly element: string;
  readonly value: Json;
  readonly schema: Schema;
  /** Items of lists and entries of user-named maps are members of a field set even when they have members below. */
  readonly named: boolean;
}

/** The parts of a value that is not atomic, in order. */
export function partsOf(schema: Schema, value: Json): readonly Part[] {
  if (isList(value)) return value.map((item) => itemPart(schema, item));
  if (!isObject(value)) return [];
  return Object.entries(value).map(([field, child]) => fieldPart(schema, field, child));
}

function fieldPart(schema: Schema, field: string, value: Json): Part {
  const named = schema.properties?.[field] === undefined && isMap(schema);
  return { element: `f:${field}`, value, schema: fieldSchema(schema, field) ?? {}, named };
}

function itemPart(schema: Schema, item: Json): Part {
  return { element: itemElement(schema, item), value: item, schema: itemSchema(schema), named: true };
}

/** The path element of a list's item: by its keys, or by its value in a set. */
export function itemElement(schema: Schema, item: Json): string {
  if (listType(schema) === 'map' && isObject(item)) return `k:${JSON.stringify(itemKey(schema, item))}`;
  return `v:${JSON.stringify(item)}`;
}

/** The fields that an applied configuration mentions, and so owns. */
export function mentioned(schema: Schema, configuration: JsonObject): FieldSet {
  return { ...fieldsOf(schema, configuration), member: false };
}

function fieldsOf(schema: Schema, value: Json, named = false): FieldSet {
  if (isAtomic(schema, value)) return oneField;
  const parts = partsOf(schema, value);
  const empty = parts.length === 0 && isObject(value);
  return fieldSet(
    parts.map((part) => [part.element, fieldsOf(part.schema, part.value, part.named)] as const),
    named || empty,
  );
}

/**
 * The fields of `last` that nobody claims any more. An item of a list or map goes whole unless someone claims the item itself;
 * a field of a struct goes whole, with what nobody owns in it, when nothing below it is claimed. (structured-merge-diff
 * calls the latter "ensuring that named fields are members".)
 */
export function unclaimed(schema: Schema, last: FieldSet, claimed: FieldSet): FieldSet {
  const children = [...last.children].map(([element, mine]) => {
    const theirs = claimed.children.get(element) ?? noFields;
    const isField = element.startsWith('f:') && schema.properties?.[element.slice(2)] !== undefined;
    const isLost = isField ? isEmpty(theirs) : mine.member && !theirs.member;
    return [element, isLost ? oneField : unclaimed(schemaAt(schema, element), mine, theirs)] as const;
  });
  return fieldSet(children, last.member && isEmpty(claimed));
}

function schemaAt(schema: Schema, element: string): Schema {
  return element.startsWith('f:') ? (fieldSchema(schema, element.slice(2)) ?? {}) : itemSchema(schema);
}

/** What became of an object's fields from one state to the next. */
export interface Changes {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

const unchanged: Changes = { added: noFields, modified: noFields, removed: noFields };

/** Compares two states of an object field by field; the order of keyed lists and sets does not count. */
export function compared(schema: Schema, before: JsonObject, after: JsonObject): Changes {
  return changesOf(schema, before, after);
}

function changesOf(schema: Schema, before: Json | undefined, after: Json | undefined): Changes {
  if (before === undefined) return after === undefined ? unchanged : { ...unchanged, added: whole(schema, after) };
  if (after === undefined) return { ...unchanged, removed: whole(schema, before) };
  if (equal(before, after)) return unchanged;
  if (isAtomic(schema, before) || isAtomic(schema, after)) return { ...unchanged, modified: oneField };
  return changesOfParts(schema, before, after);
}

function changesOfParts(schema: Schema, before: Json, after: Json): Changes {
  const [old, now] = [byElement(schema, before), byElement(schema, after)];
  const changes = [...new Set([...old.keys(), ...now.keys()])].map((element) => {
    const [was, is] = [old.get(element), now.get(element)];
    const part = is ?? was;
    return [element, changesOf(part?.schema ?? {}, was?.value, is?.value)] as const;
  });
  const gathered = (which: keyof Changes) => fieldSet(changes.map(([element, found]) => [element, found[which]]));
  return { added: gathered('added'), modified: gathered('modified'), removed: gathered('removed') };
}

function byElement(schema: Schema, value: Json): ReadonlyMap<string, Part> {
  return new Map(partsOf(schema, value).map((part) => [part.element, part]));
}

/** All fields of a value that came or went, with everything that holds them. */
function whole(schema: Schema, value: Json): FieldSet {
  if (isAtomic(schema, value)) return oneField;
  const parts = partsOf(schema, value);
  return fieldSet(
    parts.map((part) => [part.element, whole(part.schema, part.value)] as const),
    true,
  );
}
