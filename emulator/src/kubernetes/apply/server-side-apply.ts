import { applyConflict, type Cause } from '../api/status-error.ts';
import { equal, type JsonObject } from '../objects/json.ts';
import type { Schema } from '../schema/schema.ts';
import { difference, intersection, isEmpty, noFields, printedPaths, union } from './field-set.ts';
import { type Changes, compared, mentioned, unclaimed } from './field-walk.ts';
import { isSameWriter, type Managed, type Writer, withWriter } from './managed-fields.ts';
import { merged, pruned } from './structured-merge.ts';

/** An object's ownable part and who owns what of it. */
export interface Owned {
  readonly object: JsonObject;
  readonly managed: readonly Managed[];
}

export interface ApplyRequest {
  readonly writer: Writer;
  /** Take fields over from other managers instead of failing. */
  readonly force: boolean;
  readonly now: string;
}

/**
 * Lays a configuration over the live object as the API server does: what the manager applied before and leaves out now goes,
 * unless someone else owns it; a field that another manager set to something else is a 409 Conflict unless forced.
 * See https://kubernetes.io/docs/reference/using-api/server-side-apply/
 */
export function applied(schema: Schema, state: Owned, configuration: JsonObject, request: ApplyRequest): Owned {
  const live = claimedByFormer(schema, state, request);
  const mine = live.managed.find(({ writer }) => isSameWriter(writer, request.writer));
  const others = live.managed.filter((entry) => entry !== mine);
  const wanted = mentioned(schema, configuration);
  const claimed = others.map(({ fields }) => fields).reduce(union, wanted);
  const left = unclaimed(schema, mine?.fields ?? noFields, claimed);
  const object = pruned(schema, merged(schema, live.object, configuration), left);

  const changes = compared(schema, live.object, object);
  const conflicts = conflictsWith(others, changes);
  if (!request.force && conflicts.length > 0) throw applyConflict(conflicts.flatMap(causesOf));

  const managed = [...others.map((entry) => withoutLost(entry, changes)), ...(mine === undefined ? [] : [mine])];
  const took = !equal(object, live.object);
  return { object, managed: withWriter(managed, request.writer, wanted, { now: request.now, took }) };
}

/** What every new object has in the server's memory before anything is said of it; so nobody ever owns these themselves. */
export const skeleton: JsonObject = {
  metadata: {},
  spec: { strategy: {}, scaleTargetRef: {}, template: { metadata: {}, spec: {} } },
  status: {},
};

/** What an object has that nobody manages belongs, from its first apply on, to the manager `before-first-apply`. */
function claimedByFormer(schema: Schema, state: Owned, { writer, now }: ApplyRequest): Owned {
  if (state.managed.length > 0) return state;
  const { added } = compared(schema, skeleton, state.object);
  const former: Writer = { manager: 'before-first-apply', operation: 'Update', apiVersion: writer.apiVersion };
  return { ...state, managed: [{ writer: former, fields: added, time: now }] };
}

/** Who owns what after a plain write: the writer owns all it changed, and others no longer do. */
export function updated(
  schema: Schema,
  before: Owned,
  after: JsonObject,
  { writer, now }: { readonly writer: Writer; readonly now: string },
): readonly Managed[] {
  const changes = compared(schema, before.object, after);
  const mine = before.managed.find((entry) => isSameWriter(entry.writer, writer));
  const kept = difference(mine?.fields ?? noFields, changes.removed);
  const taken = union(changes.added, changes.modified);
  const others = before.managed.filter((entry) => entry !== mine).map((entry) => withoutLost(entry, changes));
  const managed = [...others, ...(mine === undefined ? [] : [mine])];
  return withWriter(managed, writer, union(kept, taken), { now, took: !isEmpty(taken) });
}

function withoutLost(entry: Managed, changes: Changes): Managed {
  const lost = union(changes.removed, union(changes.added, changes.modified));
  return { ...entry, fields: difference(entry.fields, lost) };
}

function conflictsWith(others: readonly Managed[], changes: Changes): readonly Managed[] {
  const touched = union(changes.added, changes.modified);
  return others
    .map((entry) => ({ ...entry, fields: intersection(entry.fields, touched) }))
    .filter(({ fields }) => printedPaths(fields).length > 0)
    .sort((one, other) => (rank(one.writer) < rank(other.writer) ? -1 : 1));
}

function causesOf({ writer, fields }: Managed): readonly Cause[] {
  const subresource = writer.subresource === undefined ? '' : ` with subresource "${writer.subresource}"`;
  const version = writer.operation === 'Update' ? ` using ${writer.apiVersion}` : '';
  const message = `conflict with "${writer.manager}"${subresource}${version}`;
  return printedPaths(fields).map((field) => ({ reason: 'FieldManagerConflict', message, field }));
}

function rank({ manager, operation, subresource = '' }: Writer): string {
  return [manager, operation, subresource].join(' ');
}
