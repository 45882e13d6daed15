import type {
  V1ConfigMap,
  V1Deployment,
  V1Node,
  V1Pod,
  V1PodDisruptionBudget,
  V1ResourceQuota,
  V1Service,
  V2HorizontalPodAutoscaler,
} from '@kubernetes/client-node';
import type {
  ClusterFacts,
  CronJobFacts,
  EnvironmentFacts,
  StableFacts,
} from '../../ports/inspection/cluster-facts.ts';
import type { ClusterSide, Inspected, InspectedEnvironment } from '../../ports/inspection.ts';
import { openedOnce } from './api-server.ts';
import type { ClusterAccess } from './cluster-access.ts';
import { callersOf } from './inspect-callers.ts';
import { nodesWithRoom, podSizeOf, quotaOf } from './inspect-capacity.ts';
import { type Look, lookAt } from './inspect-look.ts';
import { kinds, type TargetGroupBinding } from './kinds.ts';
import { autoscalersOf, bindingsOf, budgetsOf, servicesOf } from './references.ts';
import { selectorText } from './selectors.ts';

/** Reads what the preflight judges by from the clusters; changes nothing. */
export const clusterInspection = (access: ClusterAccess): ((inspected: Inspected) => Promise<ClusterSide>) => {
  const open = openedOnce();
  return async (inspected) => {
    const look = lookAt(await open(await access(inspected.cluster)));
    const [stable, candidate, all] = await Promise.all([
      readStable(look, inspected.stable),
      readEnvironment(look, inspected.candidate),
      readCluster(look),
    ]);
    return { ...sideOf(inspected, stable, candidate, all), unseen: look.unseen };
  };
};

type Read<Value> = Value | undefined;

interface EnvironmentRead {
  readonly labels: Read<Readonly<Record<string, string>>>;
  readonly deployment: Read<V1Deployment | null>;
  readonly services: Read<readonly V1Service[]>;
  readonly quotas: Read<readonly V1ResourceQuota[]>;
}

const readEnvironment = async (
  look: Look,
  { namespace, deployment: name }: InspectedEnvironment,
): Promise<EnvironmentRead> => {
  const [found, deployment, services, quotas] = await Promise.all([
    look.get<{ metadata?: { labels?: Record<string, string> } }>({ apiVersion: 'v1', plural: 'namespaces' }, namespace),
    look.get<V1Deployment>({ apiVersion: 'apps/v1', plural: 'deployments', namespace }, name),
    look.list<V1Service>({ apiVersion: 'v1', plural: 'services', namespace }),
    look.list<V1ResourceQuota>({ apiVersion: 'v1', plural: 'resourcequotas', namespace }),
  ]);
  return { labels: found === undefined ? undefined : (found?.metadata?.labels ?? {}), deployment, services, quotas };
};

const listOf = (look: Look, kind: 'TargetGroupBinding' | 'HorizontalPodAutoscaler' | 'PodDisruptionBudget') => {
  const { apiVersion, plural } = kinds[kind];
  return <Shape>(namespace: string) => look.list<Shape>({ apiVersion, plural, namespace });
};

const readStable = async (look: Look, environment: InspectedEnvironment) => {
  const { namespace } = environment;
  const [basics, bindings, autoscalers, budgets, cronJobs] = await Promise.all([
    readEnvironment(look, environment),
    listOf(look, 'TargetGroupBinding')<TargetGroupBinding>(namespace),
    listOf(look, 'HorizontalPodAutoscaler')<V2HorizontalPodAutoscaler>(namespace),
    listOf(look, 'PodDisruptionBudget')<V1PodDisruptionBudget>(namespace),
    look.list<CronJobFacts>({ apiVersion: 'batch/v1', plural: 'cronjobs', namespace }),
  ]);
  return { ...basics, bindings, autoscalers, budgets, cronJobs, ...(await readPods(look, namespace, basics)) };
};
type StableRead = Awaited<ReturnType<typeof readStable>>;

const readPods = async (look: Look, namespace: string, { deployment }: EnvironmentRead) => {
  if (!deployment?.spec) return { serviceAccount: undefined, pods: undefined };
  const { serviceAccountName: account } = deployment.spec.template.spec ?? {};
  const [serviceAccount, pods] = await Promise.all([
    account === undefined
      ? null
      : look.get<NonNullable<StableFacts['serviceAccount']>>(
          { apiVersion: 'v1', plural: 'serviceaccounts', namespace },
          account,
        ),
    look.list<V1Pod>({ apiVersion: 'v1', plural: 'pods', namespace }, selectorText(deployment.spec.selector)),
  ]);
  return { serviceAccount, pods };
};

const readCluster = async (look: Look) => {
  const [nodes, pods, deployments, configMaps] = await Promise.all([
    look.list<V1Node>({ apiVersion: 'v1', plural: 'nodes' }),
    look.list<V1Pod>({ apiVersion: 'v1', plural: 'pods' }),
    look.list<V1Deployment>({ apiVersion: 'apps/v1', plural: 'deployments' }),
    look.list<V1ConfigMap>({ apiVersion: 'v1', plural: 'configmaps' }),
  ]);
  return { nodes, pods, deployments, configMaps };
};
type ClusterRead = Awaited<ReturnType<typeof readCluster>>;

const sideOf = (inspected: Inspected, stable: StableRead, candidate: EnvironmentRead, all: ClusterRead) => {
  const services = stable.deployment && stable.services && servicesOf(stable.deployment, stable.services);
  const names = (services ?? []).map(({ metadata }) => metadata?.name ?? '');
  return {
    stable: stableFacts(inspected, stable, services ?? undefined),
    candidate: environmentFacts(candidate, servicesOfCandidate(candidate, namesThere(inspected, names))),
    cluster: clusterFacts(inspected, stable, names, all),
  };
};

/** In another namespace a Service keeps its name; in the same one it is named like its Deployment. */
const namesThere = ({ stable, candidate }: Inspected, names: readonly string[]): readonly string[] =>
  stable.namespace === candidate.namespace ? [candidate.deployment] : names;

const servicesOfCandidate = ({ deployment, services }: EnvironmentRead, names: readonly string[]) =>
  deployment
    ? services && servicesOf(deployment, services)
    : services?.filter(({ metadata }) => names.includes(metadata?.name ?? ''));

/** The API server's own JSON: our facts name the fields of it that are read. */
const asFacts = <Facts>(objects: unknown): Facts => objects as Facts;

const environmentFacts = (
  { labels, deployment, quotas }: EnvironmentRead,
  services: readonly V1Service[] | undefined,
): EnvironmentFacts => ({
  namespaceLabels: labels,
  deployment: asFacts(deployment),
  services: asFacts(services),
  quotas: quotas?.map(quotaOf),
});

const stableFacts = (
  { stable: { deployment: name, targetGroup } }: Inspected,
  read: StableRead,
  services: readonly V1Service[] | undefined,
): StableFacts => ({
  ...environmentFacts(read, services),
  bindings: asFacts(read.bindings && services && bindingsOf(targetGroup, services, read.bindings)),
  autoscalers: asFacts(read.autoscalers && autoscalersOf(name, read.autoscalers)),
  budgets: asFacts(read.deployment ? read.budgets && budgetsOf(read.deployment, read.budgets) : undefined),
  serviceAccount: read.serviceAccount,
  cronJobs: read.cronJobs,
  placement: read.pods
    ?.filter(({ metadata }) => metadata?.deletionTimestamp === undefined)
    .flatMap(({ spec }) => spec?.nodeName ?? []),
});

const clusterFacts = (
  { stable, candidate }: Inspected,
  { deployment }: StableRead,
  services: readonly string[],
  { nodes, pods, deployments, configMaps }: ClusterRead,
): ClusterFacts => {
  const own = [stable, candidate].map((one) => `${one.namespace}/${one.deployment}`);
  return {
    nodes: nodes && pods && nodesWithRoom(nodes, pods),
    podSize: deployment ? podSizeOf(deployment.spec?.template.spec) : undefined,
    callers:
      deployments || configMaps
        ? callersOf({ namespace: stable.namespace, services, own }, deployments ?? [], configMaps ?? [])
        : undefined,
  };
};
