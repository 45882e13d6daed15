import type { ManifestObject, PlacedObject } from '../../contracts/manifests.ts';
import { isWanted, type WantedWorkload, whyNotAppliable, whyNoWorkload } from './check-manifests.ts';
import { entriesAt, fieldAt, textAt } from './fields.ts';
import { isOwnKind, nameOf } from './own-kinds.ts';
import { podReferences, pullSecretReferences } from './pod-references.ts';
import { labelsAt, selectorSelects, serviceSelects } from './selection.ts';

/** What of rendered manifests makes up one version, and why the rest is left alone, as sentences for the plan. */
export interface VersionObjects {
  readonly ours: readonly ManifestObject[];
  readonly untouched: readonly string[];
}

const maxSentences = 50;

/** Sorts the objects of a file, or says what keeps them from being one version. Namespaces in them decide nothing. */
export const versionIn = (
  placed: readonly PlacedObject[],
  wanted: WantedWorkload,
): VersionObjects | { readonly problems: readonly string[] } => {
  const noWorkload = whyNoWorkload(placed, wanted);
  if (noWorkload.length > 0) return { problems: noWorkload };
  const judge = judgeFor(
    placed.map(({ object }) => object),
    wanted,
  );
  const ours = placed.filter(({ object }) => judge(object) === null);
  const problems = whyNotAppliable(ours);
  if (problems.length > 0) return { problems };
  const sentences = placed.flatMap(({ object }) => {
    const why = judge(object);
    return why === null ? [] : [`${nameOf(object)}: left alone, ${why}`];
  });
  const objects = ours.map(({ object }) => object);
  return { ours: objects, untouched: [...shortened(sentences), ...unusedNamespaces(objects)] };
};

/** Why an object is not part of the version; null when it is. */
type Judge = (object: ManifestObject) => string | null;

const judgeFor = (objects: readonly ManifestObject[], wanted: WantedWorkload): Judge => {
  const deployment = objects.find((object) => isWanted(object, wanted));
  const name = deployment?.metadata.name ?? '';
  const labels = labelsAt(deployment, 'spec', 'template', 'metadata', 'labels');
  const services = objects.filter((object) => object.kind === 'Service' && serviceSelects(object, labels));
  const referred = referredBy(deployment, objects);
  const unless = (holds: boolean, why: string) => (holds ? null : why);
  const judges: Readonly<Record<string, Judge>> = {
    Deployment: (object) => unless(object === deployment, 'it is another workload'),
    Service: (object) => unless(services.includes(object), `it does not lead to the pods of ${name}`),
    TargetGroupBinding: (object) =>
      unless(bindsOne(services, object), `it binds no service that leads to the pods of ${name}`),
    HorizontalPodAutoscaler: (object) => unless(scales(object, name), `it does not scale ${name}`),
    PodDisruptionBudget: (object) => unless(selectorSelects(object, labels), `it does not guard the pods of ${name}`),
  };
  const ofPods: Judge = (object) => unless(referred.has(nameOf(object)), `the pods of ${name} do not refer to it`);
  return (object) => {
    if (!isOwnKind(object)) return 'it is not part of one version';
    if (isHook(object)) return 'it is a Helm hook';
    return (judges[object.kind] ?? ofPods)(object);
  };
};

/** https://helm.sh/docs/topics/charts_hooks/ */
const isHook = (object: ManifestObject): boolean =>
  entriesAt(object, 'metadata', 'annotations').some(([key]) => key === 'helm.sh/hook');

const bindsOne = (services: readonly ManifestObject[], binding: ManifestObject): boolean =>
  services.some(({ metadata }) => metadata.name === textAt(binding, 'spec', 'serviceRef', 'name'));

const scales = (autoscaler: ManifestObject, deployment: string): boolean =>
  textAt(autoscaler, 'spec', 'scaleTargetRef', 'kind') === 'Deployment' &&
  textAt(autoscaler, 'spec', 'scaleTargetRef', 'name') === deployment;

/** What the pods refer to, and the pull secrets that their service account gives them. */
const referredBy = (deployment: unknown, objects: readonly ManifestObject[]): ReadonlySet<string> => {
  const direct = podReferences(fieldAt(deployment, 'spec', 'template', 'spec'));
  const accounts = objects.filter((object) => object.kind === 'ServiceAccount' && direct.has(nameOf(object)));
  return new Set([...direct, ...accounts.flatMap(pullSecretReferences)]);
};

const shortened = (sentences: readonly string[]): readonly string[] =>
  sentences.length <= maxSentences
    ? sentences
    : [...sentences.slice(0, maxSentences), `and ${sentences.length - maxSentences} more objects: left alone`];

const unusedNamespaces = (ours: readonly ManifestObject[]): readonly string[] => {
  const named = [
    ...new Set(ours.flatMap(({ metadata: { namespace } }) => (namespace === undefined ? [] : [namespace]))),
  ];
  return named.length === 0
    ? []
    : [`metadata.namespace (${named.join(', ')}): not used, the release decides where its objects go`];
};
