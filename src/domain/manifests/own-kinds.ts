import type { ManifestObject } from '../../contracts/manifests.ts';

/** The kinds that make up one version of a workload, in the one API version in which each is applied. */
export const ownKinds = {
  ServiceAccount: 'v1',
  ConfigMap: 'v1',
  Secret: 'v1',
  Service: 'v1',
  TargetGroupBinding: 'elbv2.k8s.aws/v1beta1',
  Deployment: 'apps/v1',
  HorizontalPodAutoscaler: 'autoscaling/v2',
  PodDisruptionBudget: 'policy/v1',
} as const;
export type OwnKind = keyof typeof ownKinds;

const groupOf = (apiVersion: string): string => (apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '');

/** True for an object of one of these kinds, whatever its API version; a kind of another API group only has the same name. */
export const isOwnKind = ({ apiVersion, kind }: ManifestObject): boolean =>
  Object.hasOwn(ownKinds, kind) && groupOf(apiVersion) === groupOf(ownKinds[kind as OwnKind]);

/** `Deployment/orders`. */
export const nameOf = ({ kind, metadata }: ManifestObject): string => `${kind}/${metadata.name}`;
