import type {
  KubernetesObject,
  V1Deployment,
  V1Secret,
  V1Service,
  V1ServiceAccount,
  V2HorizontalPodAutoscaler,
} from '@kubernetes/client-node';
import { TidegateError } from '../../domain/errors.ts';
import type { Candidate } from '../../ports/workload.ts';
import type { Kind, KindObjects, TargetGroupBinding } from './kinds.ts';
import { isCreatedByUs, notes, serviceLabel } from './ownership.ts';

/**
 * An object of stable as the candidate needs it: same content, other namespace, and nothing that identifies the original.
 * `existing` is what has that name there now: applying the clone succeeds only if it is still the same.
 */
export const clone = <K extends Kind>(
  kind: K,
  stable: KindObjects[K],
  candidate: Candidate,
  existing?: KindObjects[K],
): KubernetesObject => {
  const { status, ...content }: KubernetesObject & { status?: unknown } = adaptations[kind](stable, candidate);
  return { ...content, metadata: metadataOf(stable, candidate, existing) };
};

const metadataOf = (stable: KubernetesObject, candidate: Candidate, existing: KubernetesObject | undefined) => {
  const { name, labels = {}, annotations = {} } = stable.metadata ?? {};
  const created = existing === undefined || isCreatedByUs(existing);
  const resourceVersion = existing?.metadata?.resourceVersion;
  return {
    ...(name === undefined ? {} : { name }),
    namespace: candidate.site.candidate.namespace,
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
    labels: { ...labels, [serviceLabel]: candidate.release.service },
    annotations: {
      ...Object.fromEntries(Object.entries(annotations).filter(([key]) => isPortable(key))),
      [notes.epoch]: String(candidate.release.epoch),
      [notes.version]: candidate.version,
      [notes.image]: candidate.image,
      ...(created ? { [notes.created]: 'true' } : {}),
    },
  };
};

/** Annotations by which another tool knows the original as its own, or counts its history. */
const bound = [
  notes.created,
  'kubectl.kubernetes.io/last-applied-configuration',
  'deployment.kubernetes.io/',
  'argocd.argoproj.io/',
  'meta.helm.sh/',
];
const isPortable = (annotation: string): boolean => !bound.some((prefix) => annotation.startsWith(prefix));

const adaptDeployment = (deployment: V1Deployment, candidate: Candidate): V1Deployment => {
  const { spec } = deployment;
  if (spec === undefined) return deployment;
  const { metadata: { creationTimestamp, ...metadata } = {}, ...template } = spec.template;
  const containers = (template.spec?.containers ?? []).map((container) =>
    container.name === candidate.site.container ? { ...container, image: candidate.image } : container,
  );
  const labels = { ...metadata.labels, [serviceLabel]: candidate.release.service };
  const pod = { ...template, metadata: { ...metadata, labels }, spec: { ...template.spec, containers } };
  return { ...deployment, spec: { ...spec, replicas: candidate.capacity.replicas, template: pod } };
};

/** `None` (headless) is a choice; an address or a node port belongs to the original. */
const adaptService = (service: V1Service): V1Service => {
  const { clusterIP, clusterIPs, healthCheckNodePort, ports = [], ...spec } = service.spec ?? {};
  const headless = clusterIP === 'None' ? { clusterIP, clusterIPs: ['None'] } : {};
  const portable = ports.map(({ nodePort, ...port }) => port);
  return { ...service, spec: { ...spec, ...headless, ports: portable } };
};

/** As many pods as stable has now must stay while users move; the original floor is given back afterwards. */
const adaptAutoscaler = (autoscaler: V2HorizontalPodAutoscaler, { capacity }: Candidate): V2HorizontalPodAutoscaler => {
  const { spec } = autoscaler;
  if (spec === undefined) return autoscaler;
  const minReplicas = Math.max(capacity.floor ?? spec.minReplicas ?? 1, capacity.replicas);
  return { ...autoscaler, spec: { ...spec, minReplicas, maxReplicas: Math.max(spec.maxReplicas, minReplicas) } };
};

const adaptBinding = (binding: TargetGroupBinding, { site }: Candidate): TargetGroupBinding => {
  const { targetGroupName, ...spec } = binding.spec ?? {};
  return { ...binding, spec: { ...spec, targetGroupARN: site.candidate.targetGroup } };
};

const adaptServiceAccount = ({ secrets, ...serviceAccount }: V1ServiceAccount): V1ServiceAccount => serviceAccount;

const adaptSecret = (secret: V1Secret): V1Secret => {
  if (secret.type !== 'kubernetes.io/service-account-token') return secret;
  const name = `secret ${secret.metadata?.name} in namespace ${secret.metadata?.namespace}`;
  throw new TidegateError(
    'CandidateRejected',
    `${name} is a service account's token and can't be copied: let the pod use a projected token instead`,
  );
};

const adaptations: { [K in Kind]: (object: KindObjects[K], candidate: Candidate) => KindObjects[K] } = {
  ServiceAccount: adaptServiceAccount,
  ConfigMap: (configMap) => configMap,
  Secret: adaptSecret,
  Service: adaptService,
  TargetGroupBinding: adaptBinding,
  Deployment: adaptDeployment,
  HorizontalPodAutoscaler: adaptAutoscaler,
  PodDisruptionBudget: (budget) => budget,
};
