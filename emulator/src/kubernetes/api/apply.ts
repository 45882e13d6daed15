import { mentioned } from '../apply/field-walk.ts';
import { ownable, readManaged, type Writer, writeManaged } from '../apply/managed-fields.ts';
import { applied } from '../apply/server-side-apply.ts';
import { withDefaults } from '../defaults/kind-defaults.ts';
import { at, isObject, type JsonObject, withAt, without } from '../objects/json.ts';
import { type KubeObject, timestamp } from '../objects/meta.ts';
import { decoded } from '../schema/decode.ts';
import { definition } from '../schema/schema.ts';
import { insert } from './create.ts';
import type { Machinery, Target, WriteOptions } from './machinery.ts';
import { groupVersionOf, type Resource } from './resources.ts';
import { badRequest, conflict, notFound } from './status-error.ts';
import { changedUid, limited, replace } from './update.ts';

export interface ApplyOptions extends WriteOptions {
  /** Take over fields of other managers instead of failing with 409. */
  readonly force: boolean;
}

/**
 * Server-side apply of a decoded configuration: creates the object when it is absent, even when the configuration names a
 * resourceVersion (a real API server of 1.36 does), and answers 409 Conflict when that version is not the live one.
 */
export function apply(machinery: Machinery, target: Target, body: JsonObject, options: ApplyOptions): KubeObject {
  const { resource, namespace, name } = target;
  checkConfiguration(target, body);
  const configuration = ownable(configurable(resource, body, options));
  const live = machinery.store.get(resource.plural, namespace, name);
  if (live === undefined) return applyNew(machinery, target, body, configuration, options);
  checkVersion(target, live, body);
  const schema = definition(resource.definition);
  const before = { object: ownable(live), managed: readManaged(live.metadata.managedFields) };
  const now = timestamp(machinery.clock.now());
  const after = applied(schema, before, configuration, {
    writer: writerOf(resource, options),
    force: options.force,
    now,
  });
  const metadata = isObject(after.object['metadata']) ? after.object['metadata'] : {};
  const { apiVersion, kind } = live;
  const merged = { apiVersion, kind, ...after.object, metadata: { ...metadata, name } };
  const complete = decoded(resource, merged).object;
  const next = limited(resource, live, withDefaults(resource.plural, complete), options.subresource);
  return replace(machinery, resource, live, next, options, writeManaged(after.managed));
}

function applyNew(
  machinery: Machinery,
  { resource, namespace, name }: Target,
  body: JsonObject,
  configuration: JsonObject,
  options: ApplyOptions,
): KubeObject {
  if (options.subresource !== undefined) throw notFound(resource, name);
  const uid = at(body, 'metadata', 'uid');
  if (uid !== undefined) {
    const why = `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`;
    throw conflict(resource, name, why);
  }
  const time = timestamp(machinery.clock.now());
  const fields = mentioned(definition(resource.definition), configuration);
  const managed = writeManaged([{ writer: writerOf(resource, options), fields, time }]);
  const object = decoded(resource, withAt(body, ['metadata', 'name'], name)).object;
  return insert(machinery, resource, namespace, object, options, () => managed);
}

/** The part of a configuration that this endpoint can own. */
function configurable(resource: Resource, body: JsonObject, { subresource }: ApplyOptions): JsonObject {
  if (subresource === 'status') return { metadata: at(body, 'metadata') ?? {}, status: body['status'] ?? {} };
  return resource.subresources.includes('status') ? without(body, 'status') : body;
}

function writerOf(resource: Resource, { manager, subresource }: ApplyOptions): Writer {
  const scope = subresource === undefined ? {} : { subresource };
  return { manager, operation: 'Apply', apiVersion: groupVersionOf(resource), ...scope };
}

function checkConfiguration({ resource, name }: Target, body: JsonObject): void {
  const given = at(body, 'metadata', 'name');
  if (at(body, 'metadata', 'managedFields') !== undefined) throw badRequest('metadata.managedFields must be nil');
  if (body['apiVersion'] !== groupVersionOf(resource) || body['kind'] !== resource.kind) {
    throw badRequest(`invalid object type: ${body['apiVersion']}, Kind=${body['kind']}`);
  }
  if (given !== undefined && given !== name) {
    throw badRequest(`the name of the object (${given}) does not match the name on the URL (${name})`);
  }
}

function checkVersion({ resource, name }: Target, live: KubeObject, body: JsonObject): void {
  const version = at(body, 'metadata', 'resourceVersion');
  if (version !== undefined && version !== live.metadata.resourceVersion) throw conflict(resource, name);
  const uid = at(body, 'metadata', 'uid');
  if (uid !== undefined && uid !== live.metadata.uid) throw changedUid(resource, name, uid);
}
