import { KubeConfig, KubernetesObjectApi } from '@kubernetes/client-node';
import { createClusters } from '../../../emulator/src/kubernetes/clusters.ts';
import { createNetwork } from '../../../emulator/src/network.ts';
import type { ProgramHost } from '../../../emulator/src/ports.ts';
import { createClock } from '../../../emulator/src/scaled-clock.ts';
import { seededRandom } from '../../../emulator/src/seeded-random.ts';
import { clusterWorkload } from '../../../src/adapters/k8s/cluster-workload.ts';
import type { PodsHealth } from '../../../src/contracts/evidence.ts';
import { site } from '../../support/release-facts.ts';

const place = { accountId: '123456789012', region: 'eu-west-1' };
const registrar = { register: () => undefined, deregister: () => undefined, health: () => undefined };
const { namespace, deployment: name } = site.candidate;
const labels = { app: name };

/** Deploys three pods in virtual time; a pod passes its probes while its name is not in `sick`, and begins its life as told. */
export const createHealthStage = async (begin: (host: ProgramHost) => void = () => undefined) => {
  const clock = createClock({ scale: Number.POSITIVE_INFINITY });
  const sick = new Set<string>();
  const program = (host: ProgramHost) => {
    begin(host);
    const handle = () => ({ status: sick.has(host.env['HOSTNAME'] ?? '') ? 503 : 200 });
    return { handle, terminate: () => host.exit(0) };
  };
  const image = { repository: 'shop', digest: 'sha256:0', tags: [], command: [], env: {}, program };
  const clusters = createClusters(
    { ...place, clock, random: seededRandom(1) },
    { network: createNetwork(), registrar, registry: { pull: () => image } },
  );
  const cluster = await clusters.create('production');
  const kubeConfig = new KubeConfig();
  const { endpoint: server, caData, token } = cluster;
  kubeConfig.loadFromClusterAndUser({ name, server, caData, skipTLSVerify: false }, { name: 'admin', token });
  const api = KubernetesObjectApi.makeApiClient(kubeConfig);
  const workload = clusterWorkload(async () => kubeConfig);
  const startedAt = new Date(clock.now()).toISOString();
  const look = (since = startedAt): Promise<PodsHealth> => {
    const done = clock.busy();
    return workload.health(site, site.candidate, since).finally(done);
  };
  const deployment = {
    ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace } },
    spec: { replicas: 3, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: podSpec() } },
  };
  return {
    ...{ clock, cluster, sick, look },
    deploy: async (pod: object = {}) => {
      await api.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
      const { spec } = deployment;
      const template = { ...spec.template, spec: { ...spec.template.spec, ...pod } };
      await api.create({ ...deployment, spec: { ...spec, template } } as typeof deployment);
    },
    patch: (spec: object) => api.patch({ ...deployment, spec } as typeof deployment),
    pods: () => cluster.api.list('pods', namespace),
    kill: (pod: string) => cluster.killPod({ namespace, name: pod }),
    /** Looks every emulated second until it sees this. */
    until: async (holds: (health: PodsHealth) => boolean, since?: string): Promise<PodsHealth> => {
      for (let seconds = 0; seconds < 600; seconds++) {
        const health = await look(since);
        if (holds(health)) return health;
        await clock.sleep(1000);
      }
      throw new Error(`waited ten minutes in vain until ${holds}`);
    },
    close: async () => {
      await clusters.close();
      clock.close();
    },
  };
};
export type HealthStage = Awaited<ReturnType<typeof createHealthStage>>;

const podSpec = () => ({
  containers: [
    {
      ...{ name: 'app', image: 'shop:1', ports: [{ containerPort: 8080 }] },
      readinessProbe: { httpGet: { path: '/health', port: 8080 }, periodSeconds: 5 },
    },
  ],
});
