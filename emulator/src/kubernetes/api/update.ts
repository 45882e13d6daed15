import { ownable, readManaged, writeManaged } from '../apply/managed-fields.ts';
import { updated } from '../apply/server-side-apply.ts';
import { withDefaults } from '../defaults/kind-defaults.ts';
import { keptAllotment } from '../defaults/service-allotment.ts';
import { at, equal, isList, isObject, type Json, type JsonObject, withAt, without } from '../objects/json.ts';
import { type KubeObject, type ManagedFieldsEntry, timestamp } from '../objects/meta.ts';
import { definition } from '../schema/schema.ts';
import { invalidValue } from '../validation/causes.ts';
import { validate } from '../validation/validate.ts';
import { asObject, type Machinery, type Target, type WriteOptions } from './machinery.ts';
import { groupVersionOf, type Resource } from './resources.ts';
import { badRequest, conflict, invalid, notFound, qualified } from './status-error.ts';

/** Replaces an object by what `change` makes of it; an unchanged object keeps its resourceVersion. */
export function update(
  machinery: Machinery,
  target: Target,
  change: (live: KubeObject) => JsonObject,
  options: WriteOptions,
): KubeObject {
  const { resource, namespace, name } = target;
  const live = machinery.store.get(resource.plural, namespace, name);
  if (live === undefined) throw notFound(resource, name);
  const wanted = change(live);
  checkIdentity(target, live, wanted, options);
  const next = withDefaults(resource.plural, limited(resource, live, wanted, options.subresource));
  if (equal(next, live)) return live;
  return replace(
    machinery,
    resource,
    live,
    next,
    options,
    managedAfter(machinery, resource, live, next, wanted, options),
  );
}

/** Stores the next state of an object whose identity and ownership are settled. */
export function replace(
  { store, random, admission }: Machinery,
  resource: Resource,
  live: KubeObject,
  wanted: JsonObject,
  options: WriteOptions,
  managedFields: readonly ManagedFieldsEntry[],
): KubeObject {
  const next = resource.plural === 'services' ? keptAllotment(live, wanted, random) : wanted;
  const metadata = nextMetadata(resource, live, next, managedFields, options.subresource);
  const object = asObject({ ...next, apiVersion: live.apiVersion, kind: live.kind, metadata });
  admission.update(resource, live, object);
  validate(resource, object, live);
  if (equal(object, live)) return live;
  if (options.dryRun === true) return object;
  return isReleased(live, object) ? store.remove(resource, object) : store.put(resource, object);
}

/** Whether the last finalizer of an object that is being deleted goes now, with no grace period left. */
function isReleased({ metadata }: KubeObject, next: KubeObject): boolean {
  const held = (metadata.finalizers ?? []).length > 0;
  const free = (next.metadata.finalizers ?? []).length === 0;
  return metadata.deletionTimestamp !== undefined && (metadata.deletionGracePeriodSeconds ?? 0) === 0 && held && free;
}

/** Throws when the request names another version or another object than the live one. */
function checkIdentity({ resource, name }: Target, live: KubeObject, wanted: JsonObject, options: WriteOptions): void {
  const given = at(wanted, 'metadata', 'name');
  if (given !== name) {
    throw badRequest(`the name of the object (${given ?? ''}) does not match the name on the URL (${name})`);
  }
  const uid = at(wanted, 'metadata', 'uid');
  if (uid !== undefined && uid !== live.metadata.uid) {
    const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${live.metadata.uid}`;
    throw options.uidIsPrecondition === true ? conflict(resource, name, why) : changedUid(resource, name, uid);
  }
  const version = at(wanted, 'metadata', 'resourceVersion');
  if (version === undefined && !resource.unconditionalUpdate) throw unversioned(resource, name);
  if (version !== undefined && version !== live.metadata.resourceVersion) throw conflict(resource, name);
}

/** What a patch gets that names another uid. */
export function changedUid({ group, kind }: Resource, name: string, uid: Json): Error {
  return invalid(group, kind, name, [invalidValue('metadata.uid', uid, 'field is immutable')]);
}

function unversioned(resource: Resource, name: string): Error {
  return invalid('', qualified(resource), name, [
    invalidValue('metadata.resourceVersion', 0, 'must be specified for an update'),
  ]);
}

/** What of the wanted state this endpoint may change: the main one all but status, a subresource only its part. */
export function limited(resource: Resource, live: KubeObject, wanted: JsonObject, subresource?: string): JsonObject {
  if (subresource === 'status') {
    const annotations = at(wanted, 'metadata', 'annotations');
    const metadata = withAt(live.metadata, ['annotations'], annotations);
    return { ...live, metadata, status: wanted['status'] ?? {} };
  }
  if (!resource.subresources.includes('status')) return wanted;
  const status = live['status'];
  const kept = without(wanted, 'status');
  return status === undefined ? kept : { ...kept, status };
}

function managedAfter(
  { clock }: Machinery,
  resource: Resource,
  live: KubeObject,
  next: JsonObject,
  wanted: JsonObject,
  { manager, subresource }: WriteOptions,
): readonly ManagedFieldsEntry[] {
  const known = live.metadata.managedFields ?? [];
  if (known.length === 0 || isReset(at(wanted, 'metadata', 'managedFields'))) return [];
  const scope = subresource === undefined ? {} : { subresource };
  const writer = { manager, operation: 'Update', apiVersion: groupVersionOf(resource), ...scope } as const;
  const before = { object: ownable(live), managed: readManaged(known) };
  const now = timestamp(clock.now());
  return writeManaged(updated(definition(resource.definition), before, ownable(next), { writer, now }));
}

function isReset(managedFields: Json | undefined): boolean {
  if (!isList(managedFields)) return false;
  const [first] = managedFields;
  return first === undefined || (isObject(first) && Object.keys(first).length === 0);
}

const serverSide = ['name', 'namespace', 'uid', 'creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds'];

function nextMetadata(
  resource: Resource,
  live: KubeObject,
  next: JsonObject,
  managedFields: readonly ManagedFieldsEntry[],
  subresource: string | undefined,
): JsonObject {
  const given = isObject(next['metadata']) ? next['metadata'] : {};
  const generation = subresource === 'status' ? live.metadata.generation : nextGeneration(resource, live, next);
  const fixed = ['resourceVersion', ...serverSide].map((field) => [field, at(live.metadata, field)] as const);
  const kept = Object.fromEntries(fixed.flatMap(([field, value]) => (value === undefined ? [] : [[field, value]])));
  return {
    ...without(given, 'managedFields', 'selfLink', 'generation', 'resourceVersion', ...serverSide),
    ...kept,
    ...(generation === undefined ? {} : { generation }),
    ...(managedFields.length > 0 ? { managedFields } : {}),
  };
}

function nextGeneration(resource: Resource, live: KubeObject, next: JsonObject): number | undefined {
  const now = live.metadata.generation;
  if (now === undefined || resource.generation === 'none') return now;
  const changed = !equal(live['spec'], next['spec']);
  const annotated = !equal(live.metadata.annotations ?? {}, at(next, 'metadata', 'annotations') ?? {});
  return changed || (annotated && resource.generation === 'spec-and-annotations') ? now + 1 : now;
}
