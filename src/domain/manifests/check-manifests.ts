import type { ManifestObject, PlacedObject } from '../../contracts/manifests.ts';
import { fieldAt, itemsAt, textAt } from './fields.ts';
import { isOwnKind, nameOf, type OwnKind, ownKinds } from './own-kinds.ts';

/** The workload that manifests must describe. */
export interface WantedWorkload {
  /** Names that its Deployment may have: the policy's, and where slots are told apart by name also those of the slots. */
  readonly deployments: readonly string[];
  readonly container: string;
}

/** The Deployment that is meant. */
export const isWanted = (object: ManifestObject, { deployments }: WantedWorkload): boolean =>
  isOwnKind(object) && object.kind === 'Deployment' && deployments.includes(object.metadata.name);

/** What is wrong with the objects that make up a version, each with its place and what to do. */
export const whyNotAppliable = (ours: readonly PlacedObject[]): readonly string[] => [
  ...ours.flatMap(otherVersion),
  ...duplicates(ours),
  ...secondBinding(ours),
];

const otherVersion = ({ place, object }: PlacedObject): readonly string[] => {
  const known = ownKinds[object.kind as OwnKind];
  return object.apiVersion === known
    ? []
    : [`${place} (${nameOf(object)}), apiVersion: it is ${object.apiVersion}: render it as ${known}`];
};

const duplicates = (placed: readonly PlacedObject[]): readonly string[] =>
  placed.flatMap(({ place, object }, i) => {
    const earlier = placed.findIndex((other) => nameOf(other.object) === nameOf(object));
    return earlier === i
      ? []
      : [`${place}: ${nameOf(object)} stands in ${placed[earlier]?.place} already: keep one of the two`];
  });

/** Users come by one target group, and a target group takes one binding. */
const secondBinding = (ours: readonly PlacedObject[]): readonly string[] => {
  const [first, second] = ours.filter(({ object }) => object.kind === 'TargetGroupBinding');
  if (first === undefined || second === undefined) return [];
  return [`${first.place} and ${second.place} both bind a target group to the pods: keep one of the two`];
};

/** Why these objects describe no workload as it is wanted: no Deployment, two of them, or not its container. */
export const whyNoWorkload = (placed: readonly PlacedObject[], wanted: WantedWorkload): readonly string[] => {
  const [only, second] = placed.filter(({ object }) => isWanted(object, wanted));
  if (only === undefined) return [missingDeployment(placed, wanted)];
  if (second !== undefined) {
    const both = `${only.place} and ${second.place} are both its Deployment`;
    return [`${both} (${nameOf(only.object)}, ${nameOf(second.object)}): keep one of the two`];
  }
  return containerProblems(only, wanted);
};

const missingDeployment = (placed: readonly PlacedObject[], { deployments }: WantedWorkload): string => {
  const others = placed.filter(({ object }) => object.kind === 'Deployment').map(({ object }) => object.metadata.name);
  const has = others.length === 0 ? 'it has none' : `it has ${others.join(', ')}`;
  return `the file has no Deployment ${deployments.join(' or ')} (${has}): render it, or correct workload.deployment in the policy`;
};

const containerProblems = ({ place, object }: PlacedObject, { container }: WantedWorkload): readonly string[] => {
  const path = 'spec.template.spec.containers';
  const names = itemsAt(object, 'spec', 'template', 'spec', 'containers').map((item) => textAt(item, 'name') ?? '');
  if (fieldAt(object, 'spec', 'template', 'spec') === undefined || names.length === 0)
    return [`${place} (${nameOf(object)}), ${path}: there are none: render the whole Deployment`];
  return names.includes(container)
    ? []
    : [
        `${place} (${nameOf(object)}), ${path}: none is called ${container}, only ${names.join(', ')}: rename it, or correct workload.container in the policy`,
      ];
};
