import { groupVersionOf, type Resource, resources } from '../api/resources.ts';
import type { JsonObject } from '../objects/json.ts';
import { allDefinitions } from '../schema/schema.ts';

const root = '/openapi/v3';
const writeParameters = ['dryRun', 'fieldManager', 'fieldValidation', 'force'].map((name) => ({ name, in: 'query' }));

/** The index of OpenAPI 3 documents, or the document of one group; undefined for every other address. */
export function openApiDocument(path: string): JsonObject | undefined {
  const folders = [...new Set(resources.map(folderOf))];
  if (path === root) {
    const entries = folders.map((folder) => [folder, { serverRelativeURL: `${root}/${folder}` }] as const);
    return { paths: Object.fromEntries(entries) };
  }
  const folder = folders.find((known) => path === `${root}/${known}`);
  return folder === undefined ? undefined : groupDocument(folder);
}

function folderOf(resource: Resource): string {
  return `${resource.group === '' ? 'api' : 'apis'}/${groupVersionOf(resource)}`;
}

/** Says which parameters writes take, from which kubectl learns that the server validates fields itself. */
function groupDocument(folder: string): JsonObject {
  const served = resources.filter((resource) => folderOf(resource) === folder);
  const paths = served.map((resource) => {
    const space = resource.namespaced ? 'namespaces/{namespace}/' : '';
    return [`/${folder}/${space}${resource.plural}/{name}`, operations(resource)] as const;
  });
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'unversioned' },
    paths: Object.fromEntries(paths),
    components: { schemas: schemasOf(served) },
  };
}

function operations({ group, version, kind }: Resource): JsonObject {
  return { patch: { parameters: writeParameters, 'x-kubernetes-group-version-kind': { group, version, kind } } };
}

function schemasOf(served: readonly Resource[]): JsonObject {
  const text = JSON.stringify(allDefinitions()).replaceAll('#/definitions/', '#/components/schemas/');
  const schemas: Record<string, JsonObject> = JSON.parse(text);
  for (const { group, version, kind, definition } of served) {
    schemas[definition] = { ...schemas[definition], 'x-kubernetes-group-version-kind': [{ group, version, kind }] };
  }
  return schemas;
}
