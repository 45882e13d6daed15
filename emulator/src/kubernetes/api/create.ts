import { uuidFrom } from '../../identifiers.ts';
import { ownable, type Writer, writeManaged } from '../apply/managed-fields.ts';
import { skeleton, updated } from '../apply/server-side-apply.ts';
import { initialState, nameSuffix } from '../defaults/initial-state.ts';
import { withDefaults } from '../defaults/kind-defaults.ts';
import { at, isObject, type JsonObject, withAt, without } from '../objects/json.ts';
import { type KubeObject, type ManagedFieldsEntry, timestamp } from '../objects/meta.ts';
import { definition } from '../schema/schema.ts';
import { validate } from '../validation/validate.ts';
import { asObject, type Machinery, type WriteOptions } from './machinery.ts';
import { groupVersionOf, type Resource } from './resources.ts';
import { alreadyExists, badRequest, forbidden, internalError, notFound } from './status-error.ts';

/** Creates an object from a decoded body; the caller becomes the manager of all it says and of all the defaults. */
export function create(
  machinery: Machinery,
  resource: Resource,
  namespace: string,
  body: JsonObject,
  options: WriteOptions,
): KubeObject {
  if (at(body, 'metadata', 'resourceVersion') !== undefined) {
    throw internalError('resourceVersion should not be set on objects to be created');
  }
  return insert(machinery, resource, namespace, body, options, (object) => {
    const writer: Writer = { manager: options.manager, operation: 'Update', apiVersion: groupVersionOf(resource) };
    const now = timestamp(machinery.clock.now());
    const nothing = { object: skeleton, managed: [] };
    return writeManaged(updated(definition(resource.definition), nothing, ownable(object), { writer, now }));
  });
}

/** Creates an object; `ownership` says who manages which of the completed object's fields. */
export function insert(
  machinery: Machinery,
  resource: Resource,
  namespace: string,
  body: JsonObject,
  options: WriteOptions,
  ownership: (object: JsonObject) => readonly ManagedFieldsEntry[],
): KubeObject {
  requireNamespace(machinery, resource, namespace, body);
  const bare = resource.subresources.includes('status') ? without(body, 'status') : body;
  const complete = withDefaults(resource.plural, machinery.admission.create(resource, namespace, bare));
  const uid = uuidFrom(machinery.random);
  const metadata = newMetadata(machinery, resource, namespace, complete, uid);
  const managedFields = ownership(complete);
  const named = { ...complete, metadata: { ...metadata, ...(managedFields.length > 0 ? { managedFields } : {}) } };
  const object = asObject(initialState(resource.plural, named, { random: machinery.random, uid }));
  validate(resource, object);
  if (machinery.store.get(resource.plural, namespace, object.metadata.name) !== undefined) {
    throw alreadyExists(resource, object.metadata.name);
  }
  return options.dryRun === true ? object : machinery.store.put(resource, object);
}

function newMetadata(
  { clock, random }: Machinery,
  resource: Resource,
  namespace: string,
  body: JsonObject,
  uid: string,
): JsonObject {
  const given = isObject(body['metadata']) ? body['metadata'] : {};
  const generateName = given['generateName'];
  const name = given['name'] ?? (typeof generateName === 'string' ? `${generateName}${nameSuffix(random)}` : '');
  const kept = without(given, 'resourceVersion', 'managedFields', 'deletionTimestamp', 'selfLink', 'generation');
  const marked = resource.plural === 'namespaces' ? labelled(kept, name) : kept;
  return {
    ...marked,
    name,
    ...(resource.namespaced ? { namespace } : {}),
    uid,
    creationTimestamp: timestamp(clock.now()),
    ...(resource.generation === 'none' ? {} : { generation: 1 }),
  };
}

function labelled(metadata: JsonObject, name: JsonObject[string]): JsonObject {
  return withAt(metadata, ['labels', 'kubernetes.io/metadata.name'], name);
}

function requireNamespace(machinery: Machinery, resource: Resource, namespace: string, body: JsonObject): void {
  if (!resource.namespaced) return;
  const given = at(body, 'metadata', 'namespace');
  if (given !== undefined && given !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  const home = machinery.store.get('namespaces', '', namespace);
  if (home === undefined) throw notFound({ group: '', plural: 'namespaces' }, namespace);
  if (home.metadata.deletionTimestamp === undefined) return;
  const name = String(at(body, 'metadata', 'name') ?? '');
  const message = `namespace ${namespace} is being terminated`;
  const cause = { reason: 'NamespaceTerminating', message, field: 'metadata.namespace' };
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  throw forbidden(resource, name, why, [cause]);
}
