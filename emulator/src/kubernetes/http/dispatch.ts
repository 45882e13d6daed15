import { apply } from '../api/apply.ts';
import { create } from '../api/create.ts';
import { listed, type Selection, selects } from '../api/listing.ts';
import type { Machinery, Target } from '../api/machinery.ts';
import { patched } from '../api/patch.ts';
import { type DeleteOptions, remove } from '../api/remove.ts';
import { scaleOf, withScale } from '../api/scale.ts';
import { badRequest, methodNotAllowed, notFound } from '../api/status-error.ts';
import { update } from '../api/update.ts';
import { isObject, type Json, type JsonObject, without } from '../objects/json.ts';
import type { KubeObject } from '../objects/meta.ts';
import { objectBody, parsedBody } from './body.ts';
import type { Reply } from './reply.ts';
import type { RequestInfo } from './request-info.ts';
import { asTable } from './table.ts';
import { watch } from './watch.ts';
import { checkedBody, checkedConfiguration, refuseForce, requireFieldManager, writeOptions } from './write-options.ts';

/** A request to a resource, with its body read. */
export interface ResourceRequest {
  readonly info: RequestInfo;
  readonly body: Buffer;
  readonly contentType: string;
  readonly userAgent: string;
  /** Answer reads as tables to print. */
  readonly table: boolean;
}

/** Performs a request on objects: everything but logs and proxies. */
export function dispatch(machinery: Machinery, request: ResourceRequest): Reply {
  const { info } = request;
  switch (info.verb) {
    case 'get':
      return { code: 200, body: printable(machinery, request, shown(info, read(machinery, targetOf(info)))) };
    case 'list': {
      const list = listed(machinery.store, selectionOf(info), pageOf(info.query));
      return { code: 200, body: printable(machinery, request, list) };
    }
    case 'watch': {
      const show = (object: JsonObject) => printable(machinery, request, object);
      return { stream: watch(machinery.store, machinery.clock, selectionOf(info), watchOptions(info.query), show) };
    }
    case 'create':
      return created(machinery, request);
    case 'update':
      return replaced(machinery, request);
    case 'patch':
      return patchedOrApplied(machinery, request);
    case 'delete':
      return deleted(machinery, request);
    case 'deletecollection':
      return deletedCollection(machinery, request);
    default:
      throw methodNotAllowed();
  }
}

function printable({ clock }: Machinery, { info, table }: ResourceRequest, body: JsonObject): Json {
  return table && info.subresource === undefined ? asTable(info.resource, body, clock.now()) : body;
}

/** The one object that a request names. */
export function targetOf({ resource, namespace = '', name = '' }: RequestInfo): Target {
  return { resource, namespace, name };
}

function read({ store }: Machinery, { resource, namespace, name }: Target): KubeObject {
  const object = store.get(resource.plural, namespace, name);
  if (object === undefined) throw notFound(resource, name);
  return object;
}

function shown({ subresource }: RequestInfo, object: KubeObject): JsonObject {
  return subresource === 'scale' ? scaleOf(object) : object;
}

function selectionOf({ resource, namespace, name, query }: RequestInfo): Selection {
  const byName = name === undefined ? [] : [`metadata.name=${name}`];
  const fields = [...byName, ...(query.get('fieldSelector') ?? '').split(',')].filter((term) => term !== '');
  return { resource, namespace, labelSelector: query.get('labelSelector') ?? '', fieldSelector: fields.join(',') };
}

function pageOf(query: URLSearchParams) {
  const [limit, continueToken] = [query.get('limit'), query.get('continue')];
  return { ...(limit ? { limit: Number(limit) } : {}), ...(continueToken ? { continueToken } : {}) };
}

function watchOptions(query: URLSearchParams) {
  const timeout = query.get('timeoutSeconds');
  return {
    resourceVersion: query.get('resourceVersion') ?? undefined,
    timeoutSeconds: timeout === null ? undefined : Number(timeout),
    sendInitialEvents: query.get('sendInitialEvents') === 'true',
  };
}

function created(machinery: Machinery, { info, body, contentType, userAgent }: ResourceRequest): Reply {
  if (info.name !== undefined) throw methodNotAllowed();
  const { object, warnings } = checkedBody(info, ofKind(info, objectBody(body, contentType)));
  const options = writeOptions(info, userAgent);
  return { code: 201, body: create(machinery, info.resource, info.namespace ?? '', object, options), warnings };
}

/** The body with its kind, which must be the resource's; a body may leave it out only by leaving out both fields. */
function ofKind({ resource, subresource }: RequestInfo, body: JsonObject): JsonObject {
  const kind = subresource === 'scale' ? 'Scale' : resource.kind;
  if (body['kind'] !== undefined && body['kind'] !== kind) {
    throw badRequest(`${body['kind']} in version "${body['apiVersion']}" cannot be handled as a ${kind}`);
  }
  const group = resource.group === '' ? resource.version : `${resource.group}/${resource.version}`;
  return { ...body, kind, apiVersion: body['apiVersion'] ?? group };
}

function replaced(machinery: Machinery, { info, body, contentType, userAgent }: ResourceRequest): Reply {
  const { object, warnings } = checkedBody(info, ofKind(info, objectBody(body, contentType)));
  const { resource, namespace = '', name = '' } = info;
  const absent = machinery.store.get(resource.plural, namespace, name) === undefined;
  if (absent && resource.createdByUpdate) {
    const created = create(machinery, resource, namespace, object, writeOptions(info, userAgent));
    return { code: 201, body: created, warnings };
  }
  const change = (live: KubeObject) => (info.subresource === 'scale' ? withScale(live, object) : object);
  const options = { ...writeOptions(info, userAgent), uidIsPrecondition: true };
  const result = update(machinery, targetOf(info), change, options);
  return { code: 200, body: shown(info, result), warnings };
}

function patchedOrApplied(machinery: Machinery, request: ResourceRequest): Reply {
  const { info, body, contentType, userAgent } = request;
  if (contentType === 'application/apply-patch+yaml') return appliedReply(machinery, request);
  refuseForce(info.query);
  const patch = parsedBody(body, contentType);
  let warnings: readonly string[] = [];
  const change = (live: KubeObject): JsonObject => {
    const before = shown(info, live);
    const checked = checkedBody(info, patched(info.resource, before as KubeObject, contentType, patch));
    warnings = checked.warnings;
    return info.subresource === 'scale' ? withScale(live, checked.object) : checked.object;
  };
  const result = update(machinery, targetOf(info), change, writeOptions(info, userAgent));
  return { code: 200, body: shown(info, result), warnings };
}

function appliedReply(machinery: Machinery, { info, body, contentType, userAgent }: ResourceRequest): Reply {
  requireFieldManager(info.query);
  const configuration = parsedBody(body, contentType);
  if (!isObject(configuration)) throw badRequest('error decoding YAML: it is not an object');
  const target = targetOf(info);
  const existed = machinery.store.get(target.resource.plural, target.namespace, target.name) !== undefined;
  const force = info.query.get('force') === 'true';
  const options = { ...writeOptions(info, userAgent), force };
  const object = apply(machinery, target, checkedConfiguration(info, configuration), options);
  return { code: existed ? 200 : 201, body: object };
}

function deleted(machinery: Machinery, { info, body, contentType }: ResourceRequest): Reply {
  const options = deleteOptions(info, body, contentType);
  const { object, gone } = remove(machinery, targetOf(info), withPolicy(info, options));
  const warnings = isOrphaning(info, options) ? [orphanWarning] : [];
  if (!gone) return { code: 200, body: object, warnings };
  const { group, plural } = info.resource;
  const { name, uid } = object.metadata;
  const details = { name, ...(group === '' ? {} : { group }), kind: plural, uid };
  return { code: 200, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details } };
}

/** For the sake of old clients; see jobStrategy in https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/registry/batch/job/strategy.go */
const orphanWarning =
  'child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set ' +
  'propagationPolicy=Orphan to suppress this warning';

function isOrphaning({ resource }: RequestInfo, { propagationPolicy }: DeleteOptions): boolean {
  return resource.plural === 'jobs' && propagationPolicy === undefined;
}

function withPolicy(info: RequestInfo, options: DeleteOptions): DeleteOptions {
  return isOrphaning(info, options) ? { ...options, propagationPolicy: 'Orphan' } : options;
}

function deleteOptions({ query }: RequestInfo, body: Buffer, contentType: string): DeleteOptions {
  const given = body.length === 0 ? {} : without(objectBody(body, contentType), 'kind', 'apiVersion', 'dryRun');
  const [policy, seconds] = [query.get('propagationPolicy'), query.get('gracePeriodSeconds')];
  return {
    ...given,
    ...(policy === null ? {} : { propagationPolicy: policy }),
    ...(seconds === null ? {} : { gracePeriodSeconds: Number(seconds) }),
    dryRun: query.get('dryRun') === 'All',
  };
}

function deletedCollection(machinery: Machinery, { info, body, contentType }: ResourceRequest): Reply {
  const selection = selectionOf(info);
  const options = deleteOptions(info, body, contentType);
  const { resource } = info;
  const found = machinery.store.list(resource.plural, info.namespace).filter(selects(selection));
  const list = listed(machinery.store, selection, {});
  for (const { metadata } of found) {
    remove(
      machinery,
      { resource, namespace: metadata.namespace ?? '', name: metadata.name },
      withPolicy(info, options),
    );
  }
  return { code: 200, body: list };
}
