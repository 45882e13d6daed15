import type { KubeObject } from '../objects/meta.ts';
import { timestamp } from '../objects/meta.ts';
import { asObject, type Machinery, type Target } from './machinery.ts';
import type { Resource } from './resources.ts';
import { conflict, forbidden, notFound } from './status-error.ts';

export interface DeleteOptions {
  readonly propagationPolicy?: string;
  readonly gracePeriodSeconds?: number;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  readonly dryRun?: boolean;
}

/** What a deletion came to: gone at once, or begun and waiting for finalizers or for the pod's grace period. */
export interface Deletion {
  readonly object: KubeObject;
  readonly gone: boolean;
}

const orphan = 'orphan';
const foreground = 'foregroundDeletion';

/** Deletes an object, or begins to: finalizers hold it, and a scheduled pod stays until its kubelet reports that it ended. */
export function remove(machinery: Machinery, target: Target, options: DeleteOptions): Deletion {
  const { resource, namespace, name } = target;
  const live = machinery.store.get(resource.plural, namespace, name);
  if (live === undefined) throw notFound(resource, name);
  checkPreconditions(resource, live, options);
  if (resource.plural === 'namespaces') return terminateNamespace(machinery, resource, live);
  const finalizers = withPropagation(live, options.propagationPolicy);
  const seconds = graceSeconds(resource, live, options);
  if (finalizers.length === 0 && seconds === 0) {
    const object = options.dryRun === true ? live : machinery.store.remove(resource, live);
    return { object, gone: true };
  }
  return { object: begun(machinery, resource, live, finalizers, seconds, options), gone: false };
}

function checkPreconditions(resource: Resource, live: KubeObject, { preconditions = {} }: DeleteOptions): void {
  const { uid, resourceVersion } = preconditions;
  const { metadata } = live;
  if (uid !== undefined && uid !== metadata.uid) {
    const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${metadata.uid}`;
    throw conflict(resource, metadata.name, why);
  }
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion) {
    const why =
      `Precondition failed: ResourceVersion in precondition: ${resourceVersion}, ` +
      `ResourceVersion in object meta: ${metadata.resourceVersion}`;
    throw conflict(resource, metadata.name, why);
  }
}

function withPropagation(live: KubeObject, policy: string | undefined): readonly string[] {
  const others = (live.metadata.finalizers ?? []).filter((one) => one !== orphan && one !== foreground);
  if (policy === 'Foreground') return [...others, foreground];
  return policy === 'Orphan' ? [...others, orphan] : others;
}

/** Pods that run are given time to stop; pods that were never placed or have ended are not. */
function graceSeconds(resource: Resource, live: KubeObject, { gracePeriodSeconds }: DeleteOptions): number {
  if (resource.plural !== 'pods') return 0;
  const { spec, status } = live as KubeObject & {
    readonly spec: { readonly nodeName?: string; readonly terminationGracePeriodSeconds?: number };
    readonly status: { readonly phase?: string };
  };
  if (spec.nodeName === undefined || status.phase === 'Succeeded' || status.phase === 'Failed') return 0;
  const seconds = gracePeriodSeconds ?? spec.terminationGracePeriodSeconds ?? 30;
  return seconds < 0 ? 1 : seconds;
}

function begun(
  { store, clock }: Machinery,
  resource: Resource,
  live: KubeObject,
  finalizers: readonly string[],
  seconds: number,
  { dryRun }: DeleteOptions,
): KubeObject {
  const { metadata } = live;
  const earlier = metadata.deletionGracePeriodSeconds ?? Number.POSITIVE_INFINITY;
  const shortened = metadata.deletionTimestamp === undefined || seconds < earlier;
  const timing = {
    deletionTimestamp: timestamp(clock.now() + seconds * 1000),
    deletionGracePeriodSeconds: seconds,
  };
  const generation = metadata.generation === undefined ? {} : { generation: metadata.generation + 1 };
  const changes = shortened ? { ...timing, ...generation } : {};
  const held = finalizers.length > 0 ? { finalizers } : {};
  const object = asObject({ ...live, metadata: { ...metadata, ...changes, ...held } });
  if (dryRun === true || (!shortened && finalizers.length === (metadata.finalizers ?? []).length)) return object;
  return store.put(resource, object);
}

const permanent = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

function terminateNamespace({ store, clock }: Machinery, resource: Resource, live: KubeObject): Deletion {
  const { name, deletionTimestamp } = live.metadata;
  if (permanent.slice(0, 3).includes(name)) throw forbidden(resource, name, 'this namespace may not be deleted');
  if (deletionTimestamp !== undefined) return { object: live, gone: false };
  const metadata = { ...live.metadata, deletionTimestamp: timestamp(clock.now()) };
  const object = asObject({ ...live, metadata, status: { phase: 'Terminating' } });
  return { object: store.put(resource, object), gone: false };
}
