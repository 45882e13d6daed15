import type { KubernetesObject } from '@kubernetes/client-node';
import type { ReleaseRef } from '../../contracts/release.ts';
import { TidegateError } from '../../domain/errors.ts';

/** On every object that a release wrote, and on the pods. */
export const serviceLabel = 'tidegate.dev/service';

/** What a release leaves on the objects that it writes. */
export const notes = {
  /** The fencing number of the release that wrote last. */
  epoch: 'tidegate.dev/epoch',
  /** The version as people say it, good as long as the image still is that of `image`. */
  version: 'tidegate.dev/version',
  image: 'tidegate.dev/image',
  /** `true` on what did not exist before Tidegate; only that is ever deleted. */
  created: 'tidegate.dev/created',
  /** The release whose way back has begun: nothing of it is written here any more. */
  undone: 'tidegate.dev/undone',
} as const;

const note = (object: KubernetesObject, key: keyof typeof notes): string | undefined =>
  object.metadata?.annotations?.[notes[key]];

export const isCreatedByUs = (object: KubernetesObject): boolean => note(object, 'created') === 'true';

/** The version that Tidegate left with this very image; null when it left none or somebody changed the image since. */
export const versionOf = (object: KubernetesObject, image: string): string | null =>
  note(object, 'image') === image ? (note(object, 'version') ?? null) : null;

/** Labels by which the AWS Load Balancer Controller knows what it made of an Ingress, a Service or a Gateway (pkg/deploy/tracking). */
const controllerLabel = /^(ingress|service|gateway)\.k8s\.aws\b/;

/** True for what the AWS Load Balancer Controller makes and takes away by itself. */
export const isOfController = ({ metadata }: KubernetesObject): boolean =>
  Object.keys(metadata?.labels ?? {}).some((label) => controllerLabel.test(label));

/** True for what this very release wrote last. */
export const isWrittenBy = ({ service, epoch }: ReleaseRef, object: KubernetesObject): boolean =>
  object.metadata?.labels?.[serviceLabel] === service && note(object, 'epoch') === String(epoch);

/** True once the way back of this release, or of a newer one, has begun. */
export const isUndone = ({ service, epoch }: ReleaseRef, object: KubernetesObject): boolean =>
  object.metadata?.labels?.[serviceLabel] === service && Number(note(object, 'undone') ?? 0) >= epoch;

/** Throws `ReleaseAborted` once the way back has begun: a function that is late must not overtake it. */
export const refuseUndone = (release: ReleaseRef, object: KubernetesObject): void => {
  if (!isUndone(release, object)) return;
  const what = `${object.metadata?.name} in namespace ${object.metadata?.namespace}`;
  throw new TidegateError('ReleaseAborted', `release ${release.epoch} of ${release.service} gives ${what} back`);
};

/** Throws `StaleRelease` when a newer release of the same service has written one of these objects. */
export const refuseNewer = ({ service, epoch }: ReleaseRef, objects: readonly KubernetesObject[]): void => {
  for (const object of objects) {
    const written = Number(note(object, 'epoch') ?? 0);
    if (object.metadata?.labels?.[serviceLabel] !== service || !(written > epoch)) continue;
    const what = `${object.metadata.name} in namespace ${object.metadata.namespace}`;
    throw new TidegateError(
      'StaleRelease',
      `release ${written} of ${service} already wrote ${what}, after release ${epoch}`,
    );
  }
};
