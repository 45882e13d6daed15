import type { Clock } from '../../clock.ts';
import type { JsonObject } from '../objects/json.ts';
import type { KubeObject } from '../objects/meta.ts';
import type { Resource } from './resources.ts';
import type { Store } from './store.ts';

/** What every write needs. */
export interface Machinery {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: () => number;
  readonly admission: Admission;
}

/** What admission plug-ins and webhooks do to writes. */
export interface Admission {
  /** Completes or refuses a new object. */
  create(resource: Resource, namespace: string, object: JsonObject): JsonObject;
  /** Refuses a change by throwing. */
  update(resource: Resource, live: KubeObject, next: JsonObject): void;
}

/** Which object a request is about; `namespace` is empty for cluster-wide resources. */
export interface Target {
  readonly resource: Resource;
  readonly namespace: string;
  readonly name: string;
}

/** Who writes and how. */
export interface WriteOptions {
  readonly manager: string;
  readonly subresource?: 'status' | 'scale';
  /** A uid in the body says which object is meant, as in PUT; in patches it is a field that can't change. */
  readonly uidIsPrecondition?: boolean;
  /** Go through everything but storing. */
  readonly dryRun?: boolean;
}

/** The tree as an object: only for trees that were decoded and carry complete metadata. */
export function asObject(tree: JsonObject): KubeObject {
  return tree as KubeObject;
}
