import { type Resource, resourceAt } from '../api/resources.ts';
import { StatusError } from '../api/status-error.ts';

/** What a request to a resource asks for, in the words of Kubernetes authorization. */
export interface RequestInfo {
  readonly verb: string;
  readonly resource: Resource;
  /** Undefined for all namespaces and for cluster-wide resources. */
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
  /** What follows the `proxy` subresource, with its slash. */
  readonly rest: string;
  readonly query: URLSearchParams;
}

const namespaceSubresources = ['status', 'finalize'];

/** Reads method and address; undefined when the address is not one of a resource's group at all. */
export function requestInfo(method: string, url: URL): RequestInfo | undefined {
  const parts = url.pathname.split('/').filter((part) => part !== '');
  const [root, ...path] = parts;
  if (root === 'api' && path.length > 1) return inGroup(method, url, '', path);
  if (root === 'apis' && path.length > 2) return inGroup(method, url, path[0] ?? '', path.slice(1));
  return undefined;
}

function inGroup(method: string, url: URL, group: string, path: readonly string[]): RequestInfo | undefined {
  const [version = '', ...address] = path.map(decodeURIComponent);
  const { namespace, plural = '', name, subresource } = parsed(address);
  const resource = resourceAt(group, version, plural);
  if (resource === undefined || (subresource !== undefined && !resource.subresources.includes(subresource))) {
    throw new StatusError(404, 'NotFound', 'the server could not find the requested resource');
  }
  const query = url.searchParams;
  const verb = verbOf(method, name, query);
  return { verb, resource, namespace, name, subresource, rest: restOf(url.pathname), query };
}

interface Address {
  readonly namespace?: string | undefined;
  readonly plural?: string | undefined;
  readonly name?: string | undefined;
  readonly subresource?: string | undefined;
}

function parsed(address: readonly string[]): Address {
  const [first, second, third] = address;
  const inNamespace = first === 'namespaces' && third !== undefined && !namespaceSubresources.includes(third);
  const [plural, name, subresource] = inNamespace ? address.slice(2) : address;
  return inNamespace ? { namespace: second, plural, name, subresource } : { plural, name, subresource };
}

function restOf(pathname: string): string {
  return /\/proxy(\/.*)$/.exec(pathname)?.[1] ?? '/';
}

function verbOf(method: string, name: string | undefined, query: URLSearchParams): string {
  switch (method) {
    case 'GET':
    case 'HEAD':
      if (['1', 'true'].includes(query.get('watch') ?? '')) return 'watch';
      return name === undefined ? 'list' : 'get';
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return name === undefined ? 'deletecollection' : 'delete';
    default:
      return method.toLowerCase();
  }
}
