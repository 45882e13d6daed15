import type { Resource } from '../api/resources.ts';
import { isList, isObject, type Json, type JsonObject } from '../objects/json.ts';
import type { KubeObject } from '../objects/meta.ts';
import { columnsOf } from './table-columns.ts';

/** Whether the client would rather print than read, as `kubectl get` does. */
export function wantsTable(accept: string | undefined): boolean {
  return accept?.includes('as=Table') === true;
}

/** A list or an object as the rows of a table; everything else, such as a Status, as it is. Ages are in emulated time. */
export function asTable(resource: Resource, body: Json, now: number): Json {
  if (!isObject(body) || body['kind'] === 'Status') return body;
  const items = body['items'];
  const objects = (isList(items) ? items : [body]) as readonly KubeObject[];
  const columns = columnsOf(resource.plural);
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: isList(items)
      ? (body['metadata'] ?? {})
      : { resourceVersion: objects[0]?.metadata.resourceVersion ?? '' },
    columnDefinitions: columns.map(({ name, wide }) => ({
      name,
      type: 'string',
      format: name === 'Name' ? 'name' : '',
      description: name,
      priority: wide === true ? 1 : 0,
    })),
    rows: objects.map((object) =>
      rowOf(
        object,
        columns.map(({ cell }) => cell(object, now)),
      ),
    ),
  };
}

function rowOf({ metadata }: KubeObject, cells: readonly Json[]): JsonObject {
  const object = { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata };
  return { cells, object };
}
