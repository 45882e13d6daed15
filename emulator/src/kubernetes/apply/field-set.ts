import { isObject, type Json, type JsonObject } from '../objects/json.ts';

/**
 * A set of paths into an object, as `metadata.managedFields` holds it: a tree of path elements, `f:` for a field, `k:` for an
 * item by its keys, `v:` for a member of a set. A node may be a member itself and have members below it.
 */
export interface FieldSet {
  readonly member: boolean;
  readonly children: ReadonlyMap<string, FieldSet>;
}

export const noFields: FieldSet = { member: false, children: new Map() };
export const oneField: FieldSet = { member: true, children: new Map() };

export function isEmpty(set: FieldSet): boolean {
  return !set.member && set.children.size === 0;
}

/** The set of those children that are not empty, with or without the parent itself. */
export function fieldSet(children: Iterable<readonly [string, FieldSet]>, member = false): FieldSet {
  return { member, children: new Map([...children].filter(([, child]) => !isEmpty(child))) };
}

export function union(left: FieldSet, right: FieldSet): FieldSet {
  const children = new Map(left.children);
  for (const [element, child] of right.children) {
    const mine = children.get(element);
    children.set(element, mine === undefined ? child : union(mine, child));
  }
  return { member: left.member || right.member, children };
}

export function intersection(left: FieldSet, right: FieldSet): FieldSet {
  return combined(left, right, left.member && right.member, (mine, theirs) =>
    theirs === undefined ? noFields : intersection(mine, theirs),
  );
}

/** The paths of `left` that are not paths of `right`. */
export function difference(left: FieldSet, right: FieldSet): FieldSet {
  return combined(left, right, left.member && !right.member, (mine, theirs) =>
    theirs === undefined ? mine : difference(mine, theirs),
  );
}

function combined(
  left: FieldSet,
  right: FieldSet,
  member: boolean,
  child: (mine: FieldSet, theirs: FieldSet | undefined) => FieldSet,
): FieldSet {
  const children = [...left.children].map(
    ([element, mine]) => [element, child(mine, right.children.get(element))] as const,
  );
  const isWhole = member === left.member && children.every(([element, kept]) => kept === left.children.get(element));
  return isWhole ? left : fieldSet(children, member);
}

const spellings = new WeakMap<FieldSet, JsonObject>();
const readings = new WeakMap<JsonObject, FieldSet>();

/** The set as `fieldsV1` spells it, once for each set: most writes leave most sets as they are. */
export function toFieldsV1(set: FieldSet): JsonObject {
  const fields = spellings.get(set) ?? spelled(set);
  spellings.set(set, fields);
  readings.set(fields, set);
  return fields;
}

function spelled(set: FieldSet): JsonObject {
  const children = [...set.children].map(([element, child]) => [element, spelled(child)] as const);
  const self: readonly (readonly [string, Json])[] = set.member && set.children.size > 0 ? [['.', {}]] : [];
  return Object.fromEntries([...self, ...children]);
}

/** Reads a `fieldsV1`; a node without children is a member. */
export function fromFieldsV1(fields: JsonObject): FieldSet {
  const set = readings.get(fields) ?? read(fields);
  readings.set(fields, set);
  return set;
}

function read(fields: JsonObject): FieldSet {
  const entries = Object.entries(fields).filter(([element]) => element !== '.');
  const children = entries.map(([element, child]) => [element, isObject(child) ? fromNode(child) : oneField] as const);
  return fieldSet(children, '.' in fields);
}

function fromNode(node: JsonObject): FieldSet {
  return Object.keys(node).length === 0 ? oneField : read(node);
}

/**
 * Every path of the set as conflicts print it, for example `.spec.template.spec.containers[name="web"].image`: at each level
 * first the members by name, then what lies below them.
 */
export function printedPaths(set: FieldSet, prefix = ''): readonly string[] {
  const children = [...set.children].sort(([one], [other]) => (one < other ? -1 : 1));
  const members = children.filter(([, child]) => child.member).map(([element]) => prefix + printed(element));
  return [...members, ...children.flatMap(([element, child]) => printedPaths(child, prefix + printed(element)))];
}

function printed(element: string): string {
  const [kind, rest] = [element.slice(0, 1), element.slice(2)];
  if (kind === 'f') return `.${rest}`;
  if (kind === 'v') return `[=${rest}]`;
  const keys = Object.entries(JSON.parse(rest)).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return `[${keys.join(',')}]`;
}
