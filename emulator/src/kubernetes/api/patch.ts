import { applyPatch, type Operation } from 'rfc6902';
import { isList, isObject, type Json, type JsonObject } from '../objects/json.ts';
import type { KubeObject } from '../objects/meta.ts';
import { definition } from '../schema/schema.ts';
import type { Resource } from './resources.ts';
import { badRequest, invalid, unsupportedMediaType } from './status-error.ts';
import { strategicallyMerged } from './strategic-merge.ts';

/** The object as the patch makes it; apply patches are not patches in this sense. */
export function patched(resource: Resource, live: KubeObject, contentType: string, patch: Json): JsonObject {
  switch (contentType) {
    case 'application/json-patch+json':
      return jsonPatched(resource, live, patch);
    case 'application/merge-patch+json':
      return merged(live, asPatch(patch));
    case 'application/strategic-merge-patch+json':
      if (resource.custom) throw unsupportedMediaType();
      return strategicallyMerged(definition(resource.definition), live, asPatch(patch));
    default:
      throw unsupportedMediaType();
  }
}

function asPatch(patch: Json): JsonObject {
  if (isObject(patch)) return patch;
  throw badRequest('error decoding patch: json: cannot unmarshal into Go value of type map[string]interface {}');
}

/** RFC 7386: null removes, objects merge, everything else replaces. */
function merged(target: JsonObject, patch: JsonObject): JsonObject {
  const fields = { ...target };
  for (const [field, value] of Object.entries(patch)) {
    const old = fields[field];
    if (value === null) delete fields[field];
    else fields[field] = isObject(value) ? merged(isObject(old) ? old : {}, value) : value;
  }
  return fields;
}

function jsonPatched({ group, kind }: Resource, live: KubeObject, patch: Json): JsonObject {
  if (!isList(patch)) throw badRequest('error decoding patch: a JSON patch is a list of operations');
  const copy: unknown = structuredClone(live);
  const failures = applyPatch(copy, patch as unknown as Operation[]).filter((failure) => failure !== null);
  const [failure] = failures;
  if (failure !== undefined) {
    const message = `the server rejected our request due to an error in our request: ${failure.message}`;
    throw invalid(group, kind, live.metadata.name, [{ reason: 'FieldValueInvalid', message, field: 'patch' }]);
  }
  return copy as JsonObject;
}
