import { groupVersionOf, type Resource, resources, splitGroupVersion } from '../api/resources.ts';
import type { JsonObject } from '../objects/json.ts';
import { openApiDocument } from './openapi.ts';

/** The Kubernetes release whose behaviour and schema this server follows. */
export const gitVersion = 'v1.36.3';

const allVerbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
const subresourceVerbs: Readonly<Record<string, readonly string[]>> = {
  status: ['get', 'patch', 'update'],
  scale: ['get', 'patch', 'update'],
  log: ['get'],
  proxy: ['create', 'delete', 'get', 'patch', 'update'],
};
/** What `kubectl get all` lists. */
const inAll = new Set(['pods', 'services', 'deployments', 'replicasets', 'jobs', 'horizontalpodautoscalers']);
const groupVersions = [...new Set(resources.map(groupVersionOf))];

/** The document at an address that describes the server itself, or undefined when there is none. */
export function discoveryDocument(pathname: string): JsonObject | string | undefined {
  const path = pathname.replace(/\/$/, '');
  switch (path) {
    case '/healthz':
    case '/livez':
    case '/readyz':
      return 'ok';
    case '/version':
      return { major: '1', minor: '36', gitVersion, gitTreeState: 'clean', platform: 'linux/amd64' };
    case '/api':
      return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] };
    case '/apis':
      return { kind: 'APIGroupList', apiVersion: 'v1', groups: groupVersions.filter(isNamed).map(groupOf) };
    default:
      return openApiDocument(path) ?? groupDocument(path);
  }
}

function isNamed(groupVersion: string): boolean {
  return groupVersion.includes('/');
}

function groupOf(groupVersion: string): JsonObject {
  const { group, version } = splitGroupVersion(groupVersion);
  return { name: group, versions: [{ groupVersion, version }], preferredVersion: { groupVersion, version } };
}

function groupDocument(path: string): JsonObject | undefined {
  const [, root, first = '', second, ...below] = path.split('/');
  if (below.length > 0) return undefined;
  if (root === 'api' && first === 'v1' && second === undefined) return resourceList('v1');
  if (root !== 'apis') return undefined;
  const groupVersion = groupVersions.find((known) => known === `${first}/${second}`);
  if (groupVersion !== undefined) return resourceList(groupVersion);
  const group = groupVersions.find((known) => known.startsWith(`${first}/`));
  if (group === undefined || second !== undefined) return undefined;
  return { kind: 'APIGroup', apiVersion: 'v1', ...groupOf(group) };
}

function resourceList(groupVersion: string): JsonObject {
  const served = resources.filter((resource) => groupVersionOf(resource) === groupVersion);
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources: served.flatMap(resourceEntries) };
}

function resourceEntries(resource: Resource): readonly JsonObject[] {
  const { plural, singular, kind, namespaced, shortNames, subresources } = resource;
  const categories = inAll.has(plural) ? { categories: ['all'] } : {};
  const main = { name: plural, singularName: singular, namespaced, kind, verbs: allVerbs, shortNames, ...categories };
  const below = subresources.map((name) => ({
    name: `${plural}/${name}`,
    singularName: '',
    namespaced,
    ...(name === 'scale' ? { group: 'autoscaling', version: 'v1', kind: 'Scale' } : { kind }),
    verbs: subresourceVerbs[name] ?? [],
  }));
  return [main, ...below];
}
