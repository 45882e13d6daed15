import type { Api } from '../../api/api.ts';
import { equal, isObject, type JsonObject, withAt } from '../../objects/json.ts';
import { controlledBy, controllerOf, type Labels } from '../../objects/meta.ts';
import type { PodTemplate } from '../../objects/pod.ts';
import type { Deployment, ReplicaSet } from '../../objects/workloads.ts';
import { podTemplateHash } from '../pod-template-hash.ts';
import type { Revisions } from './deployment-status.ts';

/** The label that tells the pods of one template from those of another. */
export const hashLabel = 'pod-template-hash';
const prefix = 'deployment.kubernetes.io/';
export const revisionAnnotation = `${prefix}revision`;
export const desiredReplicasAnnotation = `${prefix}desired-replicas`;
export const maxReplicasAnnotation = `${prefix}max-replicas`;
const uncopied = ['kubectl.kubernetes.io/last-applied-configuration', 'deprecated.deployment.rollback.to'];

/** The ReplicaSets that the deployment controls, told apart by its present template. */
export function revisionsOf(api: Api, deployment: Deployment): Revisions {
  const { namespace, uid } = deployment.metadata;
  const owned = api.list('replicasets', namespace).filter((set) => controllerOf(set)?.uid === uid);
  const byAge = [...owned].sort((one, other) => createdAt(one) - createdAt(other));
  const newest = byAge.find((set) => equal(withoutHash(set.spec.template), plain(deployment.spec.template)));
  return { newest, old: byAge.filter((set) => set !== newest) };
}

export function createdAt(set: ReplicaSet): number {
  return Date.parse(set.metadata.creationTimestamp);
}

function plain(template: PodTemplate): JsonObject {
  return template as JsonObject;
}

function withoutHash(template: PodTemplate): JsonObject {
  const { [hashLabel]: _hash, ...labels } = template.metadata?.labels ?? {};
  return withAt(plain(template), ['metadata', 'labels'], Object.keys(labels).length === 0 ? undefined : labels);
}

/** The revision number that a ReplicaSet carries; 0 when it has none. */
export function revisionOf(set: ReplicaSet | undefined): number {
  return Number(set?.metadata.annotations?.[revisionAnnotation] ?? 0);
}

/** What the deployment's own annotations become on its ReplicaSet. */
export function copiedAnnotations(deployment: Deployment): Labels {
  const annotations = Object.entries(deployment.metadata.annotations ?? {});
  return Object.fromEntries(annotations.filter(([name]) => !name.startsWith(prefix) && !uncopied.includes(name)));
}

/** The ReplicaSet of the deployment's present template, to be created. */
export function newReplicaSet(deployment: Deployment, replicas: number, annotations: Labels) {
  const { template, minReadySeconds, selector } = deployment.spec;
  const hash = podTemplateHash(template);
  const labels = { ...template.metadata?.labels, [hashLabel]: hash };
  const labelled = withAt(plain(template), ['metadata', 'labels'], labels);
  const matchLabels = { ...selector.matchLabels, [hashLabel]: hash };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${deployment.metadata.name}-${hash}`,
      labels,
      annotations: { ...copiedAnnotations(deployment), ...annotations },
      ownerReferences: [controlledBy(deployment)],
    },
    spec: {
      replicas,
      selector: { ...selector, matchLabels },
      template: isObject(labelled) ? labelled : {},
      ...(minReadySeconds === undefined ? {} : { minReadySeconds }),
    },
  };
}
