import type { KubernetesObject, V1Pod, V1ReplicaSet } from '@kubernetes/client-node';
import type { ApiRequest, ApiServer } from './api-server.ts';
import { type AllObjects, type AnyKind, type Kind, kinds, pathOf } from './kinds.ts';
import { type Asked, alreadyExists, refusal } from './refusals.ts';

/** The name under which the API server remembers which fields are ours. */
export const fieldManager = 'tidegate';

/** The objects of one cluster, by kind, namespace and name. All refusals are Tidegate errors. */
export interface KubernetesObjects {
  get<K extends AnyKind>(kind: K, namespace: string, name: string): Promise<AllObjects[K] | undefined>;
  list<K extends AnyKind>(kind: K, namespace: string, labelSelector?: string): Promise<readonly AllObjects[K][]>;
  pods(namespace: string, labelSelector: string): Promise<readonly V1Pod[]>;
  replicaSets(namespace: string, labelSelector: string): Promise<readonly V1ReplicaSet[]>;
  /** Creates it unless there is one of this name, which stays as it is. */
  create(kind: AnyKind, object: KubernetesObject): Promise<void>;
  /** Server-side apply; a `resourceVersion` in it makes it conditional. */
  apply(kind: Kind, object: KubernetesObject): Promise<void>;
  /** Merges these fields in, if the object still is at this `resourceVersion`. */
  merge(kind: AnyKind, of: KubernetesObject, fields: object): Promise<void>;
  /** Sets whole fields, by their JSON Pointers, if the object still is at this `resourceVersion`: what they had goes. */
  set(kind: Kind, of: KubernetesObject, fields: Readonly<Record<string, unknown>>): Promise<void>;
  /** Deletes this very object (by uid); a deployment only after its pods. Deleting what is gone is fine. */
  remove(kind: AnyKind, object: KubernetesObject): Promise<void>;
}

/** `rights` says where the rights are written down that we need: it is told when one is missing. */
export const kubernetesObjects = (server: ApiServer, rights?: string): KubernetesObjects => {
  const ask: Ask = async (asked, request) => {
    const answer = await server.send(request);
    if (answer.status < 300) return JSON.parse(answer.text);
    if (answer.status === 404 && (request.method === 'GET' || request.method === 'DELETE')) return undefined;
    if (request.method === 'POST' && alreadyExists(answer)) return undefined;
    throw refusal(rights === undefined ? asked : { ...asked, rights }, answer);
  };
  return { ...readers(ask), create: creator(ask), ...writers(ask) };
};

/** Answers the parsed body, or undefined for what does not exist. */
type Ask = (asked: Asked, request: ApiRequest) => Promise<unknown>;

const readers = (ask: Ask): Pick<KubernetesObjects, 'get' | 'list' | 'pods' | 'replicaSets'> => {
  const list = async (apiVersion: string, plural: string, namespace: string, labelSelector = '') => {
    const path = pathOf(apiVersion, namespace, plural);
    const query = labelSelector === '' ? {} : { query: { labelSelector } };
    const found = await ask({ verb: 'list', plural, namespace }, { method: 'GET', path, ...query });
    return (found as { items?: unknown[] } | undefined)?.items ?? [];
  };
  return {
    get: async <K extends AnyKind>(kind: K, namespace: string, name: string) => {
      const { apiVersion, plural } = kinds[kind];
      const path = pathOf(apiVersion, namespace, plural, name);
      const found = await ask({ verb: 'get', plural, namespace, name }, { method: 'GET', path });
      return found as AllObjects[K] | undefined;
    },
    list: async <K extends AnyKind>(kind: K, namespace: string, labelSelector?: string) => {
      const { apiVersion, plural } = kinds[kind];
      return (await list(apiVersion, plural, namespace, labelSelector)) as AllObjects[K][];
    },
    pods: async (namespace, labelSelector) => (await list('v1', 'pods', namespace, labelSelector)) as V1Pod[],
    replicaSets: async (namespace, labelSelector) =>
      (await list('apps/v1', 'replicasets', namespace, labelSelector)) as V1ReplicaSet[],
  };
};

const creator =
  (ask: Ask): KubernetesObjects['create'] =>
  async (kind, object) => {
    const { namespace = '', name = '' } = object.metadata ?? {};
    const { apiVersion, plural } = kinds[kind];
    const body = { ...object, apiVersion, kind };
    const path = pathOf(apiVersion, namespace, plural);
    await ask({ verb: 'create', plural, namespace, name }, { method: 'POST', path, query: { fieldManager }, body });
  };

const writers = (ask: Ask): Pick<KubernetesObjects, 'apply' | 'merge' | 'set' | 'remove'> => {
  const write = async (
    kind: AnyKind,
    verb: 'patch' | 'delete',
    object: KubernetesObject,
    request: Omit<ApiRequest, 'path'>,
  ) => {
    const { namespace = '', name = '' } = object.metadata ?? {};
    const { apiVersion, plural } = kinds[kind];
    await ask({ verb, plural, namespace, name }, { ...request, path: pathOf(apiVersion, namespace, plural, name) });
  };
  return {
    apply: (kind, object) =>
      write(kind, 'patch', object, {
        method: 'PATCH',
        query: { fieldManager, force: 'true' },
        contentType: 'application/apply-patch+yaml',
        body: { ...object, apiVersion: kinds[kind].apiVersion, kind },
      }),
    merge: (kind, of, fields) =>
      write(kind, 'patch', of, {
        method: 'PATCH',
        query: { fieldManager },
        contentType: 'application/merge-patch+json',
        body: fields,
      }),
    set: (kind, of, fields) =>
      write(kind, 'patch', of, {
        method: 'PATCH',
        query: { fieldManager },
        contentType: 'application/json-patch+json',
        body: Object.entries({ '/metadata/resourceVersion': of.metadata?.resourceVersion, ...fields }).map(
          ([path, value]) => ({ op: 'add', path, value }),
        ),
      }),
    remove: (kind, object) =>
      write(kind, 'delete', object, {
        method: 'DELETE',
        body: {
          propagationPolicy: kind === 'Deployment' ? 'Foreground' : 'Background',
          preconditions: { uid: object.metadata?.uid },
        },
      }),
  };
};
