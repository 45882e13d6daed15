import { KubeConfig, KubernetesObjectApi } from '@kubernetes/client-node';
import { createClusters } from '../../emulator/src/kubernetes/clusters.ts';
import { createNetwork } from '../../emulator/src/network.ts';
import type { Image } from '../../emulator/src/ports.ts';
import { createClock } from '../../emulator/src/scaled-clock.ts';
import { seededRandom } from '../../emulator/src/seeded-random.ts';

/**
 * A Kubernetes cluster to test against: a real one where `TIDEGATE_TEST_KUBECONFIG` names a kubeconfig, else an emulated one. With
 * `TIDEGATE_TEST_PRODUCT_KUBECONFIG`, Tidegate's own calls are made by this other user, who has no more rights than it needs.
 */
export interface TestCluster {
  /** What Tidegate is given. */
  readonly kubeConfig: KubeConfig;
  /** The test's own, who may do everything; so may `api`. */
  readonly admin: KubeConfig;
  readonly api: KubernetesObjectApi;
  close(): Promise<void>;
}

export const openCluster = async (pull?: Pull): Promise<TestCluster> => {
  const file = process.env['TIDEGATE_TEST_KUBECONFIG'];
  return file === undefined ? emulatedCluster(pull) : realCluster(file);
};

type Pull = (reference: string) => Image | undefined;

/**
 * Its pods are processes that sleep, unless the tag says otherwise: `crash`, `serve`, and `missing`, which can't be pulled; or what
 * `pull` knows of its own.
 */
export const emulatedCluster = async (pull: Pull = imageOf): Promise<TestCluster> => {
  const clock = createClock({ scale: 50 });
  const place = { accountId: '123456789012', region: 'eu-west-1', clock, random: seededRandom(1) };
  const registrar = { register: () => undefined, deregister: () => undefined, health: () => undefined };
  const clusters = createClusters(place, { network: createNetwork(), registrar, registry: { pull } });
  const { name, endpoint, caData, token } = await clusters.create('production');
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromClusterAndUser({ name, server: endpoint, caData, skipTLSVerify: false }, { name: 'admin', token });
  return {
    kubeConfig,
    admin: kubeConfig,
    api: KubernetesObjectApi.makeApiClient(kubeConfig),
    close: async () => {
      await clusters.close();
      clock.close();
    },
  };
};

const commands: Readonly<Record<string, readonly string[]>> = {
  crash: ['false'],
  serve: [
    'node',
    '--eval',
    "require('node:http').createServer((q, s) => s.writeHead(418).end(q.method + ' ' + q.url)).listen(process.env.PORT)",
  ],
};

const imageOf: Pull = (reference) => {
  const tag = reference.split(':').at(-1) ?? '';
  if (tag === 'missing') return undefined;
  return { repository: reference, digest: 'sha256:0', tags: [], command: commands[tag] ?? ['sleep', '1000'], env: {} };
};

const realCluster = async (file: string): Promise<TestCluster> => {
  const admin = configIn(file);
  const api = KubernetesObjectApi.makeApiClient(admin);
  await ensureBindings(api);
  const kubeConfig = configIn(process.env['TIDEGATE_TEST_PRODUCT_KUBECONFIG'] ?? file);
  return { kubeConfig, admin, api, close: async () => undefined };
};

const configIn = (file: string): KubeConfig => {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromFile(file);
  return kubeConfig;
};

/** The Load Balancer Controller's resource, for a cluster without the controller. */
const ensureBindings = async (api: KubernetesObjectApi): Promise<void> => {
  const names = { kind: 'TargetGroupBinding', listKind: 'TargetGroupBindingList' };
  const schema = { openAPIV3Schema: { type: 'object', x_kubernetes_preserve_unknown_fields: true } };
  const crd = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'targetgroupbindings.elbv2.k8s.aws' },
    spec: {
      group: 'elbv2.k8s.aws',
      scope: 'Namespaced',
      names: { ...names, plural: 'targetgroupbindings', singular: 'targetgroupbinding' },
      versions: [{ name: 'v1beta1', served: true, storage: true, schema }],
    },
  };
  await api.create(crd).catch((error: { code?: number }) => {
    if (error.code !== 409) throw error;
  });
  await eventually(() => api.list('elbv2.k8s.aws/v1beta1', 'TargetGroupBinding', 'default'));
};

/** Tries until it does not throw; the cluster works on its own. */
export const eventually = async <Result>(attempt: () => Promise<Result>, tries = 400): Promise<Result> => {
  for (let i = 1; ; i++) {
    try {
      return await attempt();
    } catch (error) {
      if (i === tries) throw error;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
};
