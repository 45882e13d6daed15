import type {
  V1Container,
  V1Deployment,
  V1PodDisruptionBudget,
  V1PodSpec,
  V1Service,
  V1ServiceAccount,
  V1Volume,
  V2HorizontalPodAutoscaler,
} from '@kubernetes/client-node';
import type { TargetGroupBinding } from './kinds.ts';
import { selects, serviceSelects } from './selectors.ts';

/** Objects that a pod names. All are of the pod's own namespace. */
export interface PodReferences {
  readonly configMaps: readonly string[];
  readonly secrets: readonly string[];
  readonly serviceAccount: string | undefined;
}

/** Kubernetes publishes these into every namespace by itself. */
const everywhere = ['default', 'kube-root-ca.crt'];

type Name = string | undefined;

/** What the pods of a deployment refer to: environment, volumes, pull secrets and service account. */
export const referencesOf = (deployment: V1Deployment): PodReferences => {
  const pod: Partial<V1PodSpec> = deployment.spec?.template.spec ?? {};
  const containers = [...(pod.containers ?? []), ...(pod.initContainers ?? [])];
  const volumes = pod.volumes ?? [];
  return {
    configMaps: distinct([...containers.flatMap(configMapsOfContainer), ...volumes.flatMap(configMapsOfVolume)]),
    secrets: distinct([
      ...containers.flatMap(secretsOfContainer),
      ...volumes.flatMap(secretsOfVolume),
      ...(pod.imagePullSecrets ?? []).map(({ name }) => name),
    ]),
    serviceAccount: distinct([pod.serviceAccountName ?? pod.serviceAccount])[0],
  };
};

/** Pull secrets that a service account gives to its pods. Its token secrets are of its own namespace and stay there. */
export const pullSecretsOf = (serviceAccount: V1ServiceAccount | undefined): readonly string[] =>
  distinct((serviceAccount?.imagePullSecrets ?? []).map(({ name }) => name));

const distinct = (names: readonly Name[]): readonly string[] =>
  [...new Set(names)].filter((name): name is string => name !== undefined && name !== '' && !everywhere.includes(name));

const configMapsOfContainer = ({ env = [], envFrom = [] }: V1Container): readonly Name[] => [
  ...env.map(({ valueFrom }) => valueFrom?.configMapKeyRef?.name),
  ...envFrom.map(({ configMapRef }) => configMapRef?.name),
];

const secretsOfContainer = ({ env = [], envFrom = [] }: V1Container): readonly Name[] => [
  ...env.map(({ valueFrom }) => valueFrom?.secretKeyRef?.name),
  ...envFrom.map(({ secretRef }) => secretRef?.name),
];

const configMapsOfVolume = ({ configMap, projected }: V1Volume): readonly Name[] => [
  configMap?.name,
  ...(projected?.sources ?? []).map((source) => source.configMap?.name),
];

const secretsOfVolume = ({ secret, projected, csi }: V1Volume): readonly Name[] => [
  secret?.secretName,
  csi?.nodePublishSecretRef?.name,
  ...(projected?.sources ?? []).map((source) => source.secret?.name),
];

/** The labels that pods of a deployment carry. */
export const podLabelsOf = (deployment: V1Deployment): Readonly<Record<string, string>> =>
  deployment.spec?.template.metadata?.labels ?? {};

export const servicesOf = (deployment: V1Deployment, services: readonly V1Service[]): readonly V1Service[] =>
  services.filter((service) => serviceSelects(service.spec?.selector, podLabelsOf(deployment)));

export const budgetsOf = (
  deployment: V1Deployment,
  budgets: readonly V1PodDisruptionBudget[],
): readonly V1PodDisruptionBudget[] =>
  budgets.filter((budget) => selects(budget.spec?.selector, podLabelsOf(deployment)));

export const autoscalersOf = (
  deployment: string,
  autoscalers: readonly V2HorizontalPodAutoscaler[],
): readonly V2HorizontalPodAutoscaler[] =>
  autoscalers.filter(
    ({ spec }) => spec?.scaleTargetRef.kind === 'Deployment' && spec.scaleTargetRef.name === deployment,
  );

/** Bindings of one target group to one of these services. A binding to any other target group would bring users past the gate. */
export const bindingsOf = (
  targetGroup: string,
  services: readonly V1Service[],
  bindings: readonly TargetGroupBinding[],
): readonly TargetGroupBinding[] => {
  const names = services.map((service) => service.metadata?.name);
  return bindings.filter(
    ({ spec }) => spec?.targetGroupARN === targetGroup && names.includes(spec.serviceRef?.name ?? ''),
  );
};
