import { KubeConfig, KubernetesObjectApi } from '@kubernetes/client-node';

/** A Kubernetes cluster to test against: a real one where `TIDEGATE_TEST_KUBECONFIG` names a kubeconfig, else an emulated one. */
export interface TestCluster {
  readonly kubeConfig: KubeConfig;
  readonly api: KubernetesObjectApi;
  close(): Promise<void>;
}

export const openCluster = async (): Promise<TestCluster> => {
  const file = process.env['TIDEGATE_TEST_KUBECONFIG'];
  if (file === undefined) throw new Error('TODO emulator');
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromFile(file);
  const api = KubernetesObjectApi.makeApiClient(kubeConfig);
  await ensureBindings(api);
  return { kubeConfig, api, close: async () => undefined };
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
