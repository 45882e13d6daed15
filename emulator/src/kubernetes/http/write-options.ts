import type { WriteOptions } from '../api/machinery.ts';
import { badRequest, type Cause, internalError, invalid } from '../api/status-error.ts';
import { at, type JsonObject } from '../objects/json.ts';
import { decoded, decodedConfiguration } from '../schema/decode.ts';
import type { RequestInfo } from './request-info.ts';

/** What the query and the user agent say about a write. */
export function writeOptions({ query, subresource }: RequestInfo, userAgent: string): WriteOptions {
  const manager = query.get('fieldManager') ?? userAgent.split('/')[0] ?? '';
  const scope: Pick<WriteOptions, 'subresource'> =
    subresource === 'status' || subresource === 'scale' ? { subresource } : {};
  return { manager: manager === '' ? 'unknown' : manager, dryRun: query.get('dryRun') === 'All', ...scope };
}

/** Server-side apply needs a field manager. */
export function requireFieldManager(query: URLSearchParams): void {
  if ((query.get('fieldManager') ?? '') !== '') return;
  const message = 'Required value: is required for apply patch';
  throw invalidOptions({ reason: 'FieldValueRequired', message, field: 'fieldManager' });
}

/** `force` belongs to server-side apply only. */
export function refuseForce(query: URLSearchParams): void {
  if (!query.has('force')) return;
  const message = 'Forbidden: may not be specified for non-apply patch';
  throw invalidOptions({ reason: 'FieldValueForbidden', message, field: 'force' });
}

function invalidOptions(cause: Cause): Error {
  return invalid('meta.k8s.io', 'PatchOptions', '', [cause]);
}

/** Reads a body by its schema under the request's `fieldValidation`: unknown fields warn, or with Strict are a 400. */
export function checkedBody(info: RequestInfo, body: JsonObject): { object: JsonObject; warnings: readonly string[] } {
  const read = decoded(info.resource, body, definitionOf(info));
  const level = info.query.get('fieldValidation') ?? 'Warn';
  const warnings = read.unknownFields.map((field) => `unknown field "${field}"`);
  if (level === 'Strict' && warnings.length > 0) throw badRequest(`strict decoding error: ${warnings.join(', ')}`);
  return { object: read.object, warnings: level === 'Warn' ? warnings : [] };
}

/** Reads a configuration to apply: the real server can't merge a field that its schema lacks, and fails. */
export function checkedConfiguration({ resource }: RequestInfo, body: JsonObject): JsonObject {
  const { object, unknownFields } = decodedConfiguration(resource, body);
  const [unknown] = unknownFields;
  if (unknown === undefined || resource.custom) return object;
  const where = `${at(body, 'metadata', 'namespace') ?? ''}/${at(body, 'metadata', 'name') ?? ''}`;
  const type = `${resource.group}/${resource.version}, Kind=${resource.kind}`;
  throw internalError(
    `failed to create typed patch object (${where}; ${type}): .${unknown}: field not declared in schema`,
  );
}

function definitionOf({ resource, subresource }: RequestInfo): string {
  return subresource === 'scale' ? 'io.k8s.api.autoscaling.v1.Scale' : resource.definition;
}
