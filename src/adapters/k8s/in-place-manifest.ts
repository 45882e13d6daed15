import type { KubernetesObject } from '@kubernetes/client-node';
import { TidegateError } from '../../domain/errors.ts';
import type { Candidate } from '../../ports/workload.ts';
import type { KubernetesObjects } from './objects.ts';
import { notes, serviceLabel } from './ownership.ts';
import type { OfKind } from './stable-objects.ts';

/**
 * Creates what a manifest has and the namespace has not. Throws `CandidateRejected`, before it writes anything, where something
 * that exists would have to change: the version that runs uses it too, and going back would not bring it back.
 */
export const prepareInPlace = async (
  objects: KubernetesObjects,
  candidate: Candidate,
  manifest: readonly OfKind[],
): Promise<void> => {
  const { namespace } = candidate.site.candidate;
  const others = manifest.filter(({ kind }) => kind !== 'Deployment');
  const found = await Promise.all(
    others.map(async (item) => ({
      item,
      existing: await objects.get(item.kind, namespace, item.object.metadata?.name ?? ''),
    })),
  );
  const changed = found.filter(
    ({ item, existing }) => existing !== undefined && !isWithin(contentOf(item.object), existing),
  );
  if (changed.length > 0) throw changes(changed.map(({ item }) => nameOf(item)));
  for (const { item, existing } of found)
    if (existing === undefined) await objects.apply(item.kind, ours(candidate, item.object));
};

const nameOf = ({ kind, object }: OfKind): string => `${kind} ${object.metadata?.name}`;

const changes = (names: readonly string[]): TidegateError =>
  new TidegateError(
    'CandidateRejected',
    `the manifests change ${names.join(', ')}, which the running version uses too: release them by blue-green or canary, or let their names carry a hash of their content`,
  );

const ours = ({ release, version, image, site }: Candidate, object: KubernetesObject): KubernetesObject => ({
  ...object,
  metadata: {
    ...object.metadata,
    namespace: site.candidate.namespace,
    labels: { ...object.metadata?.labels, [serviceLabel]: release.service },
    annotations: {
      ...object.metadata?.annotations,
      [notes.epoch]: String(release.epoch),
      [notes.version]: version,
      [notes.image]: image,
      [notes.created]: 'true',
    },
  },
});

/** What an object says; its names and labels are not what versions read. */
const contentOf = (object: KubernetesObject): object => {
  const { apiVersion, kind, metadata, ...content } = object;
  return content;
};

/** True when `whole` has all that `part` has. The API server adds defaults, so that equality would ask too much. */
const isWithin = (part: unknown, whole: unknown): boolean => {
  if (Array.isArray(part))
    return (
      Array.isArray(whole) && part.length === whole.length && part.every((item, index) => isWithin(item, whole[index]))
    );
  if (typeof part !== 'object' || part === null) return part === whole;
  if (typeof whole !== 'object' || whole === null) return false;
  return Object.entries(part).every(([key, value]) => isWithin(value, (whole as Record<string, unknown>)[key]));
};
