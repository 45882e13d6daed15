import type { KubernetesObject, V1Secret, V1Service, V1ServiceAccount } from '@kubernetes/client-node';
import { TidegateError } from '../../domain/errors.ts';
import type { Candidate } from '../../ports/workload.ts';
import { notesOf, ownBounds, presentBounds, raised } from './bounds.ts';
import type { Kind, KindObjects } from './kinds.ts';
import { isCreatedByUs, isWrittenBy, notes, serviceLabel } from './ownership.ts';
import { counterpart, counterpartName, isSlotted, slotLabel } from './slots.ts';

/**
 * An object of stable as the candidate needs it: same content, other namespace or slot, and nothing that identifies the
 * original. `existing` is what has that name there now: applying the clone succeeds only if it is still the same.
 */
export const clone = <K extends Kind>(
  kind: K,
  stable: KindObjects[K],
  candidate: Candidate,
  existing?: KindObjects[K],
): KubernetesObject => {
  const adapted = counterpart(candidate.site, adaptations[kind](stable, candidate, existing));
  const { status, ...content }: KubernetesObject & { status?: unknown } = adapted;
  return { ...content, metadata: metadataOf(adapted, candidate, existing) };
};

type Adapt<K extends Kind> = (
  object: KindObjects[K],
  candidate: Candidate,
  existing?: KindObjects[K],
) => KindObjects[K];

const metadataOf = (adapted: KubernetesObject, candidate: Candidate, existing: KubernetesObject | undefined) => {
  const { site } = candidate;
  const { name, labels = {}, annotations = {} } = adapted.metadata ?? {};
  const slot = isSlotted(site) ? { [slotLabel]: site.candidate.color } : {};
  const created = existing === undefined || isCreatedByUs(existing);
  const resourceVersion = existing?.metadata?.resourceVersion;
  return {
    ...(name === undefined ? {} : { name: counterpartName(site, name) }),
    namespace: site.candidate.namespace,
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
    labels: { ...labels, ...slot, [serviceLabel]: candidate.release.service },
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

const adaptDeployment: Adapt<'Deployment'> = (deployment, candidate, existing) => {
  const { spec } = deployment;
  if (spec === undefined) return deployment;
  const { metadata: { creationTimestamp, ...metadata } = {}, ...template } = spec.template;
  const containers = (template.spec?.containers ?? []).map((container) =>
    container.name === candidate.site.container ? { ...container, image: candidate.image } : container,
  );
  const labels = { ...metadata.labels, [serviceLabel]: candidate.release.service };
  const pod = { ...template, metadata: { ...metadata, labels }, spec: { ...template.spec, containers } };
  const replicas = Math.max(candidate.capacity.replicas, grownBy(candidate, existing)?.spec?.replicas ?? 0);
  return { ...deployment, spec: { ...spec, replicas, template: pod } };
};

/** What this very release made already may have grown since, and must not lose pods when the deploy is repeated. */
const grownBy = <Object extends KubernetesObject>(
  { release }: Candidate,
  existing: Object | undefined,
): Object | undefined => (existing !== undefined && isWrittenBy(release, existing) ? existing : undefined);

/** `None` (headless) is a choice; an address or a node port belongs to the original. */
const adaptService = (service: V1Service): V1Service => {
  const { clusterIP, clusterIPs, healthCheckNodePort, ports = [], ...spec } = service.spec ?? {};
  const headless = clusterIP === 'None' ? { clusterIP, clusterIPs: ['None'] } : {};
  const portable = ports.map(({ nodePort, ...port }) => port);
  return { ...service, spec: { ...spec, ...headless, ports: portable } };
};

/** The pods that it gets at first must stay, though few users need them yet; its own floor is given back afterwards. */
const adaptAutoscaler: Adapt<'HorizontalPodAutoscaler'> = (autoscaler, candidate, existing) => {
  const { spec, metadata } = autoscaler;
  if (spec === undefined) return autoscaler;
  const { capacity, site } = candidate;
  const { floor, ceiling } = ownBounds(autoscaler);
  const grown = grownBy(candidate, existing);
  const least = Math.max(capacity.replicas, grown === undefined ? 1 : presentBounds(grown).floor);
  const given = raised({ floor: 1, ceiling }, least);
  const annotations = { ...metadata?.annotations, ...notesOf({ floor: capacity.floor ?? floor, ceiling }, given) };
  const scaleTargetRef = { ...spec.scaleTargetRef, name: counterpartName(site, spec.scaleTargetRef.name) };
  return {
    ...autoscaler,
    metadata: { ...metadata, annotations },
    spec: { ...spec, scaleTargetRef, minReplicas: given.floor, maxReplicas: given.ceiling },
  };
};

const adaptBinding: Adapt<'TargetGroupBinding'> = (binding, { site }) => {
  const { targetGroupName, serviceRef, ...spec } = binding.spec ?? {};
  const service =
    serviceRef === undefined ? {} : { serviceRef: { ...serviceRef, name: counterpartName(site, serviceRef.name) } };
  return { ...binding, spec: { ...spec, ...service, targetGroupARN: site.candidate.targetGroup } };
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

const adaptations: { [K in Kind]: Adapt<K> } = {
  ServiceAccount: adaptServiceAccount,
  ConfigMap: (configMap) => configMap,
  Secret: adaptSecret,
  Service: adaptService,
  TargetGroupBinding: adaptBinding,
  Deployment: adaptDeployment,
  HorizontalPodAutoscaler: adaptAutoscaler,
  PodDisruptionBudget: (budget) => budget,
};
