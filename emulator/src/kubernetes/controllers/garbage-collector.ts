import { type Api, type Ref, refOf } from '../api/api.ts';
import type { StoreEvent } from '../api/history.ts';
import { resourceOfKind, resources } from '../api/resources.ts';
import { withAt } from '../objects/json.ts';
import type { ResourceName } from '../objects/kinds.ts';
import { isTerminating, type KubeObject, type OwnerReference } from '../objects/meta.ts';
import { type ControllerOptions, controllerManager, type Running } from './controller.ts';
import { runController } from './run-controller.ts';

const foreground = 'foregroundDeletion';
const orphan = 'orphan';

/** Deletes what has lost all its owners, and obeys foreground and orphan deletion. */
export function runGarbageCollector(options: ControllerOptions): Running {
  return runController(options, {
    keysOf: (event) => keysOf(event),
    reconcile: ({ api }, { namespace, name }) => {
      const [plural = '', ...rest] = name.split('/');
      collect(api, plural as ResourceName, { namespace, name: rest.join('/') });
      return undefined;
    },
  });
}

/** The changed object, its owners and, when it went, those that it owned; keyed as `resource/name`. */
function keysOf({ type, resource, object }: StoreEvent): readonly Ref[] {
  const namespace = object.metadata.namespace ?? '';
  const self = { namespace, name: `${resource.plural}/${object.metadata.name}` };
  const owners = (object.metadata.ownerReferences ?? []).flatMap((owner) => {
    const home = resourceOfKind(owner.apiVersion, owner.kind);
    return home === undefined ? [] : [{ namespace, name: `${home.plural}/${owner.name}` }];
  });
  return type === 'DELETED' ? [self, ...owners] : [self, ...owners.filter(() => isTerminating(object))];
}

function collect(api: Api, plural: ResourceName, ref: Ref): void {
  const object = api.get(plural, ref);
  if (object === undefined) collectOrphansOf(api, ref);
  else if (hasLostItsOwners(api, object)) api.remove(plural, ref, { preconditions: { uid: object.metadata.uid } });
  else if (isTerminating(object)) finish(api, plural, object);
}

/** Objects in the namespace whose owners are all gone; called when something was deleted. */
function collectOrphansOf(api: Api, { namespace }: Ref): void {
  for (const { plural } of resources) {
    const lost = api
      .list(plural, namespace)
      .filter((object) => !isTerminating(object) && hasLostItsOwners(api, object));
    for (const object of lost) api.remove(plural, refOf(object));
  }
}

function hasLostItsOwners(api: Api, object: KubeObject): boolean {
  const owners = object.metadata.ownerReferences ?? [];
  return !isTerminating(object) && owners.length > 0 && owners.every((owner) => !exists(api, object, owner));
}

function exists(api: Api, object: KubeObject, { apiVersion, kind, name, uid }: OwnerReference): boolean {
  const home = resourceOfKind(apiVersion, kind);
  if (home === undefined) return true;
  const namespace = home.namespaced ? (object.metadata.namespace ?? '') : '';
  return api.get(home.plural, { namespace, name })?.metadata.uid === uid;
}

function finish(api: Api, plural: ResourceName, object: KubeObject): void {
  const finalizers = object.metadata.finalizers ?? [];
  const dependents = dependentsOf(api, object);
  if (finalizers.includes(orphan)) {
    for (const dependent of dependents) disown(api, dependent, object.metadata.uid);
    release(api, plural, object, orphan);
  }
  if (!finalizers.includes(foreground)) return;
  for (const { resource, object: dependent } of dependents) {
    const policy = dependentsOf(api, dependent).length > 0 ? { propagationPolicy: 'Foreground' } : {};
    if (!isTerminating(dependent)) api.remove(resource, refOf(dependent), policy);
  }
  if (dependents.every(({ blocking }) => !blocking)) release(api, plural, object, foreground);
}

interface Dependent {
  readonly resource: ResourceName;
  readonly object: KubeObject;
  readonly blocking: boolean;
}

function dependentsOf(api: Api, { metadata }: KubeObject): readonly Dependent[] {
  return resources.flatMap(({ plural }) =>
    api.list(plural, metadata.namespace).flatMap((object) => {
      const owner = object.metadata.ownerReferences?.find(({ uid }) => uid === metadata.uid);
      return owner === undefined ? [] : [{ resource: plural, object, blocking: owner.blockOwnerDeletion === true }];
    }),
  );
}

function disown(api: Api, { resource, object }: Dependent, uid: string): void {
  const left = (object.metadata.ownerReferences ?? []).filter((owner) => owner.uid !== uid);
  const change = (live: KubeObject) =>
    withAt(live, ['metadata', 'ownerReferences'], left.length === 0 ? undefined : left);
  api.modify(resource, refOf(object), change as never, { manager: controllerManager });
}

function release(api: Api, plural: ResourceName, object: KubeObject, finalizer: string): void {
  const change = (live: KubeObject) => {
    const left = (live.metadata.finalizers ?? []).filter((one) => one !== finalizer);
    return withAt(live, ['metadata', 'finalizers'], left.length === 0 ? undefined : left);
  };
  api.modify(plural, refOf(object), change as never, { manager: controllerManager });
}
