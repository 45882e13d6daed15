import { setTimeout as delay } from 'node:timers/promises';
import { CreateClusterCommand, DescribeClusterCommand, type EKSClient } from '@aws-sdk/client-eks';
import { CoreV1Api, type KubeConfig, type KubernetesObject, KubernetesObjectApi } from '@kubernetes/client-node';
import { eksAccess } from '../../../src/adapters/aws/eks-access.ts';
import { type ApiServer, apiServer } from '../../../src/adapters/k8s/api-server.ts';
import { kinds, pathOf } from '../../../src/adapters/k8s/kinds.ts';
import { Failure } from '../../exit.ts';

/** The rehearsal's cluster, as somebody with kubectl has it. */
export interface Cluster {
  createNamespace(name: string): Promise<void>;
  create(objects: readonly KubernetesObject[]): Promise<void>;
  /** Target group ARNs by the name of the Service that is bound to them. */
  targetGroups(namespace: string): Promise<ReadonlyMap<string, string>>;
  /** `Kind/name` of everything that makes up a workload in a namespace; pods and what Kubernetes itself puts there left out. */
  inventory(namespace: string): Promise<string[]>;
  pods(namespace: string): Promise<RunningPod[]>;
}

/** A pod as far as rehearsals look at it; the image is that of its first container. */
export interface RunningPod {
  readonly name: string;
  readonly image: string;
  readonly node: string | undefined;
  readonly address: string | undefined;
  /** It has been told to stop. */
  readonly isStopping: boolean;
  /** All its containers have ended for good. */
  readonly hasEnded: boolean;
}

/** Lets pods count as ready only once the load balancer has found them healthy. */
const gated = { 'elbv2.k8s.aws/pod-readiness-gate-inject': 'enabled' };

const pollEveryMs = 100;

/** Creates an EKS cluster and waits until it takes requests. */
export async function createCluster(eks: EKSClient, name: string, signal: AbortSignal): Promise<Cluster> {
  const roleArn = 'arn:aws:iam::123456789012:role/rehearsal-cluster';
  const subnetIds = ['subnet-0a1b2c3d', 'subnet-4e5f6a7b'];
  await eks.send(new CreateClusterCommand({ name, roleArn, resourcesVpcConfig: { subnetIds } }));
  await active(eks, name, signal);
  const access = eksAccess(eks);
  return openCluster(() => access(name));
}

async function active(eks: EKSClient, name: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    const { cluster } = await eks.send(new DescribeClusterCommand({ name }));
    if (cluster?.status === 'ACTIVE') return;
    await delay(pollEveryMs, undefined, { signal });
  }
}

function openCluster(config: () => Promise<KubeConfig>): Cluster {
  const core = async (): Promise<CoreV1Api> => (await config()).makeApiClient(CoreV1Api);
  const objects = async (): Promise<KubernetesObjectApi> => KubernetesObjectApi.makeApiClient(await config());
  return {
    async createNamespace(name) {
      await (await core()).createNamespace({ body: { metadata: { name, labels: gated } } });
    },
    async create(wanted) {
      const api = await objects();
      for (const object of wanted) await api.create(object);
    },
    async targetGroups(namespace) {
      const server = await apiServer(await config());
      const { apiVersion, plural } = kinds.TargetGroupBinding;
      const bindings = await itemsIn<Binding>(server, pathOf(apiVersion, namespace, plural));
      return new Map(bindings.map(({ spec }) => [spec.serviceRef.name, spec.targetGroupARN]));
    },
    async inventory(namespace) {
      const server = await apiServer(await config());
      const listed = Object.entries(kinds).map(async ([kind, { apiVersion, plural }]) => {
        const items = await itemsIn<Named>(server, pathOf(apiVersion, namespace, plural));
        return items.map(({ metadata }) => `${kind}/${metadata.name}`);
      });
      return (await Promise.all(listed)).flat().filter((name) => !everywhere.has(name));
    },
    async pods(namespace) {
      const { items } = await (await core()).listNamespacedPod({ namespace });
      return items.map(({ metadata, spec, status }) => ({
        name: metadata?.name ?? '',
        image: spec?.containers[0]?.image ?? '',
        node: spec?.nodeName,
        address: status?.podIP,
        isStopping: metadata?.deletionTimestamp !== undefined,
        hasEnded: ['Succeeded', 'Failed'].includes(status?.phase ?? ''),
      }));
    },
  };
}

interface Named {
  readonly metadata: { readonly name: string };
}
interface Binding {
  readonly spec: { readonly serviceRef: { readonly name: string }; readonly targetGroupARN: string };
}

const mostTries = 10;

/** A busy machine may take longer to answer than the adapter, which is Tidegate's own, waits for a connection. */
async function patiently<T>(ask: () => Promise<T>, tries = 1): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (tries >= mostTries) throw error;
    await delay(pollEveryMs);
    return patiently(ask, tries + 1);
  }
}

/** What a path lists. Read as plain JSON: the client's typed lists lose the items of custom resources. */
async function itemsIn<Item>(server: ApiServer, path: string): Promise<readonly Item[]> {
  const { status, text } = await patiently(() => server.send({ method: 'GET', path }));
  if (status !== 200) throw new Failure(`the rehearsal's cluster refused to list ${path}: ${text}`);
  return (JSON.parse(text) as { items: readonly Item[] }).items;
}

/** What Kubernetes puts into every namespace. */
const everywhere = new Set(['ServiceAccount/default', 'ConfigMap/kube-root-ca.crt']);
