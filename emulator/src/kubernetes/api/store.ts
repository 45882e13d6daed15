import type { Kinds, ResourceName } from '../objects/kinds.ts';
import type { KubeObject } from '../objects/meta.ts';
import { createHistory, type StoreEvent } from './history.ts';
import type { Resource } from './resources.ts';

/** All objects of a cluster at their last version, and the changes that watches can still ask for. */
export interface Store {
  /** The resourceVersion of the last change. */
  version(): number;
  get<R extends ResourceName>(plural: R, namespace: string, name: string): Kinds[R] | undefined;
  /** Objects in the order of namespace and name; of all namespaces when none is given. */
  list<R extends ResourceName>(plural: R, namespace?: string): readonly Kinds[R][];
  /** Stores the object under a new resourceVersion. */
  put(resource: Resource, object: KubeObject): KubeObject;
  /** Removes the object; the deletion has a resourceVersion of its own. */
  remove(resource: Resource, object: KubeObject): KubeObject;
  /** Calls the listener after every change, in order; it must not write itself. The answer ends it. */
  subscribe(listener: (event: StoreEvent) => void): () => void;
  /** The changes of a resource after the version; 410 Expired when they are forgotten. */
  since(plural: ResourceName, version: number): readonly StoreEvent[];
}

/** An empty store. */
export function createStore(): Store {
  const objects = new Map<ResourceName, Map<string, KubeObject>>();
  const listeners = new Set<(event: StoreEvent) => void>();
  const history = createHistory();

  const of = (plural: ResourceName) => {
    const known = objects.get(plural) ?? new Map<string, KubeObject>();
    objects.set(plural, known);
    return known;
  };
  const commit = (event: Omit<StoreEvent, 'version'>): KubeObject => {
    const recorded = history.add(event);
    for (const listener of [...listeners]) listener(recorded);
    return recorded.object;
  };

  return {
    version: history.version,
    since: history.since,
    get: (plural, namespace, name) => of(plural).get(keyOf(namespace, name)) as never,
    list: (plural, namespace) =>
      [...of(plural)]
        .filter(([, { metadata }]) => namespace === undefined || metadata.namespace === namespace)
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([, object]) => object) as never,
    put(resource, object) {
      const stored = versioned(object, history.version() + 1);
      const key = keyOf(stored.metadata.namespace, stored.metadata.name);
      const previous = of(resource.plural).get(key);
      of(resource.plural).set(key, stored);
      return commit({ type: previous ? 'MODIFIED' : 'ADDED', resource, object: stored, previous });
    },
    remove(resource, object) {
      of(resource.plural).delete(keyOf(object.metadata.namespace, object.metadata.name));
      const last = versioned(object, history.version() + 1);
      return commit({ type: 'DELETED', resource, object: last, previous: object });
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

function versioned(object: KubeObject, version: number): KubeObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
}

function keyOf(namespace: string | undefined, name: string): string {
  return `${namespace ?? ''}/${name}`;
}
