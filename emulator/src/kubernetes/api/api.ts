import type { NewObject } from '../objects/core.ts';
import type { JsonObject } from '../objects/json.ts';
import type { Kinds, ResourceName } from '../objects/kinds.ts';
import { decoded } from '../schema/decode.ts';
import { create } from './create.ts';
import type { StoreEvent } from './history.ts';
import type { Machinery, WriteOptions } from './machinery.ts';
import { type DeleteOptions, remove } from './remove.ts';
import { resourceNamed } from './resources.ts';
import { update } from './update.ts';

/** Names one object; `namespace` is empty for cluster-wide resources. */
export interface Ref {
  readonly namespace: string;
  readonly name: string;
}

/** The API as controllers and kubelets use it: the same rules as on the wire, without the wire. */
export interface Api {
  get<R extends ResourceName>(plural: R, ref: Ref): Kinds[R] | undefined;
  list<R extends ResourceName>(plural: R, namespace?: string): readonly Kinds[R][];
  create<R extends ResourceName>(plural: R, namespace: string, object: NewObject, manager: string): Kinds[R];
  /** Writes what `change` makes of the live object; throws 404 NotFound when there is none. */
  modify<R extends ResourceName>(
    plural: R,
    ref: Ref,
    change: (live: Kinds[R]) => JsonObject,
    options: WriteOptions,
  ): Kinds[R];
  remove(plural: ResourceName, ref: Ref, options?: DeleteOptions): void;
  /** Removes an empty namespace that is being deleted. */
  finalize(namespace: string): void;
  /** Calls the listener after every change; it must not write itself. The answer ends it. */
  subscribe(listener: (event: StoreEvent) => void): () => void;
}

export function createApi(machinery: Machinery): Api {
  const { store } = machinery;
  return {
    get: (plural, { namespace, name }) => store.get(plural, namespace, name),
    list: store.list,
    subscribe: store.subscribe,
    create(plural, namespace, object, manager) {
      const resource = resourceNamed(plural);
      return create(machinery, resource, namespace, decoded(resource, object).object, { manager }) as never;
    },
    modify(plural, { namespace, name }, change, options) {
      const target = { resource: resourceNamed(plural), namespace, name };
      return update(machinery, target, (live) => change(live as never), options) as never;
    },
    finalize(name) {
      const namespace = store.get('namespaces', '', name);
      if (namespace !== undefined) store.remove(resourceNamed('namespaces'), namespace);
    },
    remove(plural, { namespace, name }, options = {}) {
      remove(machinery, { resource: resourceNamed(plural), namespace, name }, options);
    },
  };
}

/** Where the object is. */
export function refOf(object: { readonly metadata: { readonly namespace?: string; readonly name: string } }): Ref {
  return { namespace: object.metadata.namespace ?? '', name: object.metadata.name };
}
